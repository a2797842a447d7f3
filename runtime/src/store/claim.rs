//! The life of one idempotency key: what is known of it, and what follows for who asks now.
//!
//! ```text
//!            claim                complete
//!   nothing ───────▶ running ───────────────▶ done ──(ttl)──▶ nothing
//!      ▲                │  ▲ │
//!      └──── release ───┘  │ └─(lease ran out)─▶ unknown ──(ttl)──▶ nothing
//!                        renew
//! ```
//!
//! Everything here is a pure function of (record, ask, now): every store, near or far, keeps
//! records by these rules.

use std::sync::Arc;
use std::time::Duration;

use super::StoredResponse;
use crate::clock::Moment;

/// The name under which a store knows a key: a hash, the same in every process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StoreKey(pub(crate) [u8; 32]);

/// What a request was, so that a key is not used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 32]);

/// Who runs: one number per run, never used twice by a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner(pub(crate) u64);

/// What an endpoint says of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// How long a run may go on without a sign of life.
    pub(crate) lease: Duration,
    /// How long an answer, or the lack of one, is remembered.
    pub(crate) ttl: Duration,
    /// Whether a run whose outcome is unknown may be run again.
    pub(crate) rerun_safe: bool,
}

/// What is known of one key.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    fingerprint: Fingerprint,
    expires: Moment,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    Running {
        owner: Owner,
        lease_ends: Moment,
    },
    Done(Arc<StoredResponse>),
    /// It ran to its end, but its answer was not kept.
    Unanswered,
}

/// What follows for a request.
#[derive(Debug, Clone)]
pub(crate) enum Decision {
    /// It may run.
    Claim,
    /// An equal one is running.
    InFlight,
    /// The key was used for another request.
    Mismatch,
    /// An equal one has been answered.
    Replay(Arc<StoredResponse>),
    /// An equal one ran, and nobody knows what came of it.
    OutcomeUnknown,
}

/// Decides for a request with this fingerprint, where `record` is what is known of its key.
pub(crate) fn decide(
    record: Option<&Record>,
    fingerprint: Fingerprint,
    terms: Terms,
    now: Moment,
) -> Decision {
    let Some(record) = record.filter(|record| !record.has_expired(now)) else {
        return Decision::Claim;
    };
    if record.fingerprint != fingerprint {
        return Decision::Mismatch;
    }
    match &record.state {
        State::Running { lease_ends, .. } if now < *lease_ends => Decision::InFlight,
        State::Done(answer) => Decision::Replay(Arc::clone(answer)),
        State::Running { .. } | State::Unanswered if terms.rerun_safe => Decision::Claim,
        State::Running { .. } | State::Unanswered => Decision::OutcomeUnknown,
    }
}

impl Record {
    /// The record of a run that begins now.
    pub(crate) fn claimed(
        fingerprint: Fingerprint,
        owner: Owner,
        terms: Terms,
        now: Moment,
    ) -> Self {
        let lease_ends = now.after(terms.lease);
        Self {
            fingerprint,
            expires: lease_ends.after(terms.ttl),
            state: State::Running { owner, lease_ends },
        }
    }

    /// The record once `owner` has given a sign of life; `None` where it runs no more.
    ///
    /// A lease that has run out may be taken up again as long as nobody else has claimed the key.
    pub(crate) fn renewed(&self, owner: Owner, terms: Terms, now: Moment) -> Option<Self> {
        (self.is_run_by(owner) && !self.has_expired(now))
            .then(|| Self::claimed(self.fingerprint, owner, terms, now))
    }

    /// The record once `owner` is done, with its answer where that is kept; `None` where it runs
    /// no more: somebody else has claimed the key since, or it has been forgotten.
    pub(crate) fn completed(
        &self,
        owner: Owner,
        answer: Option<Arc<StoredResponse>>,
        terms: Terms,
        now: Moment,
    ) -> Option<Self> {
        (self.is_run_by(owner) && !self.has_expired(now)).then(|| Self {
            fingerprint: self.fingerprint,
            expires: now.after(terms.ttl),
            state: answer.map_or(State::Unanswered, State::Done),
        })
    }

    /// Whether `owner` runs still, so that it may release the key.
    pub(crate) fn is_run_by(&self, owner: Owner) -> bool {
        matches!(self.state, State::Running { owner: runs, .. } if runs == owner)
    }

    /// Whether it counts no more; whoever finds it so may drop it.
    pub(crate) fn has_expired(&self, now: Moment) -> bool {
        now >= self.expires
    }

    /// When it counts no more.
    pub(crate) fn expires(&self) -> Moment {
        self.expires
    }
}

#[cfg(test)]
mod tests;
