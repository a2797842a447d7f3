//! The idempotency keys in a store of tests.

use std::collections::HashMap;

use crate::clock::Moment;
use crate::store::{ClaimOutcome, Lease, LeaseKey};

/// What is known of each key.
#[derive(Debug, Default)]
pub(super) struct Leases(HashMap<LeaseKey, Known>);

#[derive(Debug)]
struct Known {
    fingerprint: [u8; 32],
    owner: u64,
    /// Until when it runs; nothing once it is done.
    lease_ends: Option<Moment>,
    answer: Option<Vec<u8>>,
    expires: Moment,
}

impl Leases {
    pub(super) fn claim(&mut self, lease: &Lease, now: Moment) -> ClaimOutcome {
        if let Some(known) = self.known(lease, now) {
            if known.fingerprint != lease.fingerprint {
                return ClaimOutcome::Mismatch;
            }
            let is_ours = known.lease_ends.is_some() && known.owner == lease.owner;
            let is_running = known.lease_ends.is_some_and(|ends| now < ends);
            match &known.answer {
                _ if is_ours => {}
                _ if is_running => return ClaimOutcome::InFlight,
                Some(answer) => return ClaimOutcome::Answered(answer.clone()),
                None if lease.rerun_safe => {}
                None => return ClaimOutcome::OutcomeUnknown,
            }
        }
        let known = Known {
            fingerprint: lease.fingerprint,
            owner: lease.owner,
            lease_ends: Some(now.after(lease.length)),
            answer: None,
            expires: expiry(lease, now),
        };
        self.0.insert(lease.key, known);
        ClaimOutcome::Granted
    }

    pub(super) fn renew(&mut self, lease: &Lease, now: Moment) -> bool {
        let known = self.owned(lease, now);
        let Some(known) = known.filter(|known| known.lease_ends.is_some()) else {
            return false;
        };
        known.lease_ends = Some(now.after(lease.length));
        known.expires = expiry(lease, now);
        true
    }

    pub(super) fn complete(&mut self, lease: &Lease, answer: Option<&[u8]>, now: Moment) -> bool {
        let Some(known) = self.owned(lease, now) else {
            return false;
        };
        if known.lease_ends.take().is_some() {
            known.answer = answer.map(<[u8]>::to_vec);
            known.expires = now.after(lease.ttl);
        }
        true
    }

    pub(super) fn release(&mut self, lease: &Lease, now: Moment) -> bool {
        let is_ours = self
            .owned(lease, now)
            .is_some_and(|known| known.lease_ends.is_some());
        is_ours && self.0.remove(&lease.key).is_some()
    }

    fn owned(&mut self, lease: &Lease, now: Moment) -> Option<&mut Known> {
        self.known(lease, now)
            .filter(|known| known.owner == lease.owner)
    }

    /// What is known of the key of `lease` and has not expired.
    fn known(&mut self, lease: &Lease, now: Moment) -> Option<&mut Known> {
        let known = self.0.get_mut(&lease.key);
        known.filter(|known| now < known.expires)
    }
}

/// When nobody will know any more of a run that was claimed, or renewed, `now`.
fn expiry(lease: &Lease, now: Moment) -> Moment {
    now.after(lease.length.saturating_add(lease.ttl))
}
