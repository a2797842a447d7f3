//! An endpoint's rate limits in a store that several instances share.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::{Mode, OnOutage, Rate, policy_names};
use smallvec::SmallVec;

use super::{Limit, RateDecision, RateLimits, charge};
use crate::clock::Moment;
use crate::limit::gcra::Gcra;
use crate::limit::key::RateKeys;
use crate::limit::shared_key::SharedKeyMaker;
use crate::observe::Place;
use crate::store::{Account, Bucket, MemoryRates, WatchedRates};

/// The rate limits of one endpoint where a store outside of this process keeps them.
pub(crate) struct SharedRates {
    store: Arc<WatchedRates>,
    /// What they are called and what they come to; their own keys are not used.
    limits: RateLimits,
    /// This process's share of them, for when the store is away.
    share: RateLimits,
    first: Box<[SharedLimit]>,
    known: Box<[SharedLimit]>,
}

/// What the store is told of one limit.
struct SharedLimit {
    keys: SharedKeyMaker,
    gcra: Gcra,
    mode: Mode,
    on_outage: OnOutage,
}

/// Which of the limits are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Those that need nobody's name.
    First,
    /// Those that are left once it is known who asks.
    Known,
}

/// The store is away, and a limit says that nobody passes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoreAway;

impl SharedRates {
    /// The limits `rates` of the endpoint `operation`, in `store`; nothing where there are none.
    /// So many processes are expected to share them.
    pub(crate) fn new(
        operation: &str,
        rates: &[Rate],
        store: Arc<WatchedRates>,
        replicas: NonZeroU32,
    ) -> Option<Self> {
        let shares: Vec<Rate> = rates.iter().map(|rate| share_of(rate, replicas)).collect();
        let names = policy_names(rates);
        let limit = |(name, rate): (&String, &Rate)| SharedLimit {
            keys: SharedKeyMaker::new(store.namespace(), operation, name, &rate.key),
            gcra: Gcra::of(rate),
            mode: rate.mode,
            on_outage: rate.on_outage,
        };
        Some(Self {
            first: names.iter().zip(rates).map(limit).collect(),
            known: Box::default(),
            share: RateLimits::named(operation, names, &shares)?,
            limits: RateLimits::new(operation, rates)?,
            store,
        })
    }

    /// The same, counted as limits of `place`, whoever decides on them.
    pub(crate) fn measured(self, place: &Place) -> Self {
        Self {
            limits: self.limits.measured(place),
            share: self.share.measured(place),
            ..self
        }
    }

    /// The same limits in two steps; see [`RateLimits::in_two_steps`].
    pub(crate) fn in_two_steps(self) -> Self {
        let all = self.first.into_vec();
        let (first, known): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|limit| limit.keys.is_by_address());
        Self {
            first: first.into(),
            known: known.into(),
            limits: self.limits.in_two_steps(),
            share: self.share.in_two_steps(),
            store: self.store,
        }
    }

    /// The limits as they are declared.
    pub(crate) fn limits(&self) -> &RateLimits {
        &self.limits
    }

    /// Decides on one request; nothing where no limit is of that step.
    ///
    /// While the store is away, this process decides, at its share of the limits, by `memory` and
    /// `now`, unless a limit says otherwise.
    pub(crate) async fn decide(
        &self,
        step: Step,
        keys: &RateKeys<'_>,
        memory: &MemoryRates,
        now: Moment,
    ) -> Result<Option<RateDecision>, StoreAway> {
        let shared = match step {
            Step::First => &self.first,
            Step::Known => &self.known,
        };
        if shared.is_empty() {
            return Ok(None);
        }
        let buckets: SmallVec<[Bucket; 2]> =
            shared.iter().map(|limit| limit.bucket(keys)).collect();
        let decision = match self.store.take(&buckets).await {
            Some(missing) => match step {
                Step::First => self.limits.found(&self.limits.limits, &missing),
                Step::Known => self
                    .limits
                    .found(&self.limits.known, &missing)
                    .after(&self.limits),
            },
            None if shared.iter().any(SharedLimit::denies_in_an_outage) => return Err(StoreAway),
            None => match step {
                Step::First => self.share.decide(memory, keys, now),
                Step::Known => return Ok(self.share.decide_known(memory, keys, now)),
            },
        };
        Ok(Some(decision))
    }
}

impl SharedLimit {
    fn bucket(&self, keys: &RateKeys<'_>) -> Bucket {
        Bucket {
            key: self.keys.key(keys),
            size: Duration::from_nanos(self.gcra.fill()),
            price: Duration::from_nanos(self.gcra.price()),
            shadow: self.mode == Mode::Shadow,
        }
    }

    fn denies_in_an_outage(&self) -> bool {
        self.on_outage == OnOutage::Deny && self.mode == Mode::Enforce
    }
}

impl RateLimits {
    /// What follows from what was missing from each bucket: the store has done the same.
    fn found(&self, limits: &[Limit], missing: &[Duration]) -> RateDecision {
        let nanos = |span: &Duration| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        let mut accounts: SmallVec<[Account; 4]> = missing
            .iter()
            .map(|missing| Account::found(nanos(missing)))
            .collect();
        let admitted = charge(limits, &mut accounts, 0);
        self.tell(limits, &accounts, admitted, 0)
    }
}

/// What one of so many processes may let pass of a rate, at least one request: all of them
/// together let pass no more, as long as there is one request for each.
fn share_of(rate: &Rate, replicas: NonZeroU32) -> Rate {
    let window = rate
        .window
        .as_millis()
        .saturating_mul(replicas.get().into());
    Rate {
        window: hardpoint_policy::Duration::from_millis(window),
        // A request that costs more than the whole limit passes no share of it either.
        burst: (rate.burst / replicas)
            .max(rate.cost.min(rate.burst))
            .max(1),
        ..rate.clone()
    }
}

#[cfg(test)]
mod tests;
