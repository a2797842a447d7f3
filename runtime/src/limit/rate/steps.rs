//! Rate limits in two steps: by address before it is known who asks, all others after.

use smallvec::SmallVec;

use super::{Limit, RateDecision, RateLimits, State};
use crate::clock::Moment;
use crate::limit::key::RateKeys;
use crate::store::MemoryRates;

impl RateLimits {
    /// The same limits, of which only those by address are decided before it is known who asks:
    /// what a stranger does is not charged to others.
    pub(crate) fn in_two_steps(mut self) -> Self {
        let all = std::mem::take(&mut self.limits).into_vec();
        let (first, known): (Vec<Limit>, Vec<Limit>) = all
            .into_iter()
            .partition(|limit| limit.keys.is_by_address());
        (self.limits, self.known) = (first.into(), known.into());
        self
    }

    /// Decides on one request once it is known who makes it, as [`decide`](Self::decide) did
    /// before; nothing where no limit is left to decide on.
    pub(crate) fn decide_known(
        &self,
        store: &MemoryRates,
        keys: &RateKeys<'_>,
        now: Moment,
    ) -> Option<RateDecision> {
        if self.known.is_empty() {
            return None;
        }
        Some(self.decide_on(&self.known, store, keys, now).after(self))
    }
}

impl RateDecision {
    /// This decision, made on the limits that are left after the first step.
    pub(super) fn after(mut self, limits: &RateLimits) -> Self {
        for state in &mut self.states {
            state.index += limits.limits.len();
        }
        self
    }

    /// This decision, which admitted the request, and that of the next step.
    pub(crate) fn and(self, next: Self) -> Self {
        let states: SmallVec<[State; 2]> = self.states.into_iter().chain(next.states).collect();
        Self::new(next.admitted, states)
    }
}
