//! Random sequences of steps, compared with the pure rules.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;

use super::fixture::{HOUR, MILLISECOND, done, lease};
use crate::clock::{Clock, Moment};
use crate::store::claim::{Decision, Record, decide};
use crate::store::{
    ClaimOutcome, Fingerprint, IdempotencyStore, Lease, LeaseKey, Owner, StoredResponse, Terms,
};

/// Does a sequence of steps that the seed decides.
pub(super) async fn every_sequence_agrees_with_the_rules(store: &impl IdempotencyStore, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let keys = [lease().key, lease().key];
    let mut model = Model {
        seed,
        ..Model::default()
    };
    for _ in 0..80 {
        let lease = Lease {
            key: keys[random.usize(..2)],
            fingerprint: [u8::from(random.u8(..) < 32); 32],
            owner: random.u64(1..4),
            length: *random.choice(&[20 * MILLISECOND, HOUR]).unwrap_or(&HOUR),
            ttl: *random.choice(&[15 * MILLISECOND, HOUR]).unwrap_or(&HOUR),
            rerun_safe: random.bool(),
        };
        match random.u8(..12) {
            0..=4 => model.claim(store, &lease).await,
            5 | 6 => model.renew(store, &lease).await,
            7 | 8 => model.complete(store, &lease, random.u8(..)).await,
            9 => model.release(store, &lease).await,
            _ => {
                let pause = Duration::from_micros(random.u64(..30_000));
                Clock::system().sleep(pause).await;
            }
        }
    }
}

/// What the store should hold, by the pure rules.
///
/// When exactly the store did a step is not known, only that it was between the call and its answer:
/// where the rules say different things of the one moment and the other, either may be.
#[derive(Default)]
struct Model {
    keys: HashMap<LeaseKey, Held>,
    seed: u64,
}

/// A record, and when it was made.
struct Held {
    record: Record,
    /// By its own line of time.
    made: Moment,
    /// By ours: not before, and not after.
    between: [Moment; 2],
    /// Who has completed it, and may say so again.
    completed_by: Option<u64>,
}

/// How far a store's clock may be from ours within such a sequence, and how coarse it may be.
const COARSE: Duration = Duration::from_millis(3);

impl Held {
    fn new(record: Record, made: Moment, between: [Moment; 2]) -> Self {
        Self {
            record,
            made,
            between,
            completed_by: None,
        }
    }

    /// The moments of its own line of time at which a step between these of ours may have been.
    fn moments(&self, [from, to]: [Moment; 2]) -> impl Iterator<Item = Moment> {
        let earliest = from.since(self.between[1]).saturating_sub(COARSE);
        let latest = to.since(self.between[0]).saturating_add(COARSE);
        // Whatever changes, changes at the end of a span or of two.
        let spans = [20, 15, 35].map(|millis| millis * MILLISECOND);
        let ends = spans
            .into_iter()
            .chain([HOUR])
            .filter(move |end| (earliest..=latest).contains(end));
        [earliest, latest]
            .into_iter()
            .chain(ends)
            .map(|span| self.made.after(span))
    }
}

impl Model {
    async fn claim(&mut self, store: &impl IdempotencyStore, lease: &Lease) {
        let began = now();
        let outcome = store
            .claim(lease)
            .await
            .unwrap_or_else(|error| panic!("a store that is there decides: {error}"));
        let between = [began, now()];
        let held = self.keys.get(&lease.key);
        let expected: Vec<ClaimOutcome> = match held {
            None => vec![ClaimOutcome::Granted],
            Some(held) => held
                .moments(between)
                .map(|at| expected(&held.record, lease, at))
                .collect(),
        };
        assert!(
            expected.contains(&outcome),
            "a claim comes to what the rules say: {outcome:?} is none of {expected:?}, \
             for {lease:?} (seed {})",
            self.seed
        );
        if outcome == ClaimOutcome::Granted {
            let made = Moment::default();
            let record = Record::claimed(fingerprint(lease), owner(lease), terms(lease), made);
            self.keys
                .insert(lease.key, Held::new(record, made, between));
        }
    }

    async fn renew(&mut self, store: &impl IdempotencyStore, lease: &Lease) {
        let began = now();
        let renewed = done(store.renew(lease).await);
        let renew = |held: &Held, at| held.record.renewed(owner(lease), terms(lease), at);
        self.changed("renewal", lease, [began, now()], renewed, renew);
    }

    async fn complete(&mut self, store: &impl IdempotencyStore, lease: &Lease, chosen: u8) {
        let answer = (chosen > 80).then(|| vec![chosen; 3]);
        let began = now();
        let completed = done(store.complete(lease, answer.as_deref()).await);
        let between = [began, now()];
        if let Some(held) = self.keys.get(&lease.key)
            && held.completed_by == Some(lease.owner)
        {
            let mut lasts = held.moments(between).map(|at| !held.record.has_expired(at));
            assert!(
                lasts.any(|lasts| lasts == completed),
                "a completion is true again (seed {})",
                self.seed
            );
            return;
        }
        let complete = |held: &Held, at| {
            let answer = answer.as_deref().map(response);
            held.record
                .completed(owner(lease), answer, terms(lease), at)
        };
        self.changed("completion", lease, between, completed, complete);
        if completed && let Some(held) = self.keys.get_mut(&lease.key) {
            held.completed_by = Some(lease.owner);
        }
    }

    async fn release(&mut self, store: &impl IdempotencyStore, lease: &Lease) {
        let began = now();
        let released = done(store.release(lease).await);
        let Some(held) = self.keys.get(&lease.key) else {
            assert!(!released, "nothing is released (seed {})", self.seed);
            return;
        };
        let is_ours = held.record.is_run_by(owner(lease));
        // What has expired may be there still: it is the same as none.
        let may_be_gone = held
            .moments([began, now()])
            .any(|at| held.record.has_expired(at));
        assert!(
            released == is_ours || (is_ours && may_be_gone),
            "a key is released by its owner alone (seed {})",
            self.seed
        );
        if released {
            self.keys.remove(&lease.key);
        }
    }

    /// Whether a change may have come to this, and what it has made of the record.
    fn changed(
        &mut self,
        what: &str,
        lease: &Lease,
        between: [Moment; 2],
        came_true: bool,
        change: impl Fn(&Held, Moment) -> Option<Record>,
    ) {
        let held = self.keys.get(&lease.key);
        let found = match held {
            None => (!came_true).then_some(None),
            Some(held) => held
                .moments(between)
                .map(|at| change(held, at).map(|record| Held::new(record, at, between)))
                .find(|changed| changed.is_some() == came_true),
        };
        let Some(changed) = found else {
            panic!(
                "a {what} comes to what the rules say, not to {came_true}, for {lease:?} (seed {})",
                self.seed
            );
        };
        if let Some(changed) = changed {
            self.keys.insert(lease.key, changed);
        }
    }
}

/// What the rules say of a claim.
fn expected(record: &Record, lease: &Lease, at: Moment) -> ClaimOutcome {
    let decision = decide(Some(record), fingerprint(lease), terms(lease), at);
    let is_ours = record.is_run_by(owner(lease)) && !record.has_expired(at);
    match decision {
        Decision::Mismatch => ClaimOutcome::Mismatch,
        _ if is_ours => ClaimOutcome::Granted,
        Decision::Claim => ClaimOutcome::Granted,
        Decision::InFlight => ClaimOutcome::InFlight,
        Decision::Replay(answer) => ClaimOutcome::Answered(answer.body.to_vec()),
        Decision::OutcomeUnknown => ClaimOutcome::OutcomeUnknown,
    }
}

fn fingerprint(lease: &Lease) -> Fingerprint {
    Fingerprint(lease.fingerprint)
}

fn owner(lease: &Lease) -> Owner {
    Owner(lease.owner)
}

fn terms(lease: &Lease) -> Terms {
    Terms {
        lease: lease.length,
        ttl: lease.ttl,
        rerun_safe: lease.rerun_safe,
    }
}

fn response(body: &[u8]) -> Arc<StoredResponse> {
    Arc::new(StoredResponse {
        status: StatusCode::OK,
        headers: Vec::new(),
        body: body.to_vec().into(),
    })
}

fn now() -> Moment {
    Clock::system().now()
}
