//! What all functions under one guard's name share: the breaker and the bulkhead.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hardpoint_policy::{BreakerPolicy, BulkheadPolicy, DependencySpec, Stated};

use super::breaker::{Breaker, Change};
use super::budget::RetryBudget;
use super::bulkhead::Bulkhead;
use super::meters::BreakerMeters;
use super::told::{self, DrySpells};
use crate::clock::Moment;

/// How many retries a call makes by default, and how many a second are let through at most however
/// few the calls are.
const RETRIES: u32 = 2;
const MOST_RETRIES: u32 = 10;

/// The state of one dependency, shared by all who call it under one name.
#[derive(Debug)]
pub(crate) struct Shared {
    name: Arc<str>,
    pub(super) breaker: Option<Breaker>,
    pub(super) bulkhead: Option<Bulkhead>,
    /// Of its own calls, within that of all.
    pub(super) budget: RetryBudget,
    held_to: HeldTo,
    is_contradicted: AtomicBool,
    breaker_meters: Option<BreakerMeters>,
    dry: DrySpells,
}

/// By what the state was made.
#[derive(Debug, PartialEq, Eq)]
struct HeldTo {
    breaker: Option<BreakerPolicy>,
    bulkhead: Option<BulkheadPolicy>,
}

impl Shared {
    pub(super) fn new(spec: &DependencySpec, budget: &RetryBudget) -> Self {
        let held_to = HeldTo {
            breaker: spec.breaker(),
            bulkhead: spec.bulkhead(),
        };
        Self {
            name: Arc::from(spec.guard()),
            breaker_meters: held_to
                .breaker
                .is_some()
                .then(|| BreakerMeters::of(spec.guard())),
            dry: DrySpells::default(),
            breaker: held_to.breaker.as_ref().map(Breaker::new),
            bulkhead: held_to.bulkhead.as_ref().map(Bulkhead::new),
            // A call that fails alone is made as often as it says.
            budget: budget.part(
                spec.attempts()
                    .saturating_sub(1)
                    .clamp(RETRIES, MOST_RETRIES),
            ),
            held_to,
            is_contradicted: AtomicBool::new(false),
        }
    }

    pub(super) fn name_shared(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The name under which it is shared.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Tells of a change of the breaker's state, in metrics and in the log.
    pub(super) fn tell(&self, change: Option<Change>, now: Moment) {
        let (Some(change), Some(breaker), Some(meters)) =
            (change, &self.breaker, &self.breaker_meters)
        else {
            return;
        };
        meters.changed(change.to, || breaker.told(now).state);
        told::breaker_changed(&self.name, &change, &breaker.told(now));
    }

    /// Tells that there was no budget for a retry.
    pub(super) fn tell_dry(&self, now: Moment) {
        self.dry.refused(&self.name, now);
    }

    /// Which options of `spec` say something else than holds already.
    pub(crate) fn contradicted_by(&self, spec: &DependencySpec) -> Vec<&'static str> {
        let breaker = spec.breaker.is_said() && self.held_to.breaker != self.as_held(spec);
        let bulkhead = spec.concurrency.is_said() && self.held_to.bulkhead != spec.bulkhead();
        let options = [(breaker, "breaker"), (bulkhead, "concurrency")];
        let differing = options.into_iter().filter(|(differs, _)| *differs);
        differing.map(|(_, option)| option).collect()
    }

    /// The breaker that `spec` asks for, in this bulkhead: where it says nothing of the probes, these
    /// are no more than calls may be made.
    fn as_held(&self, spec: &DependencySpec) -> Option<BreakerPolicy> {
        let mut spec = spec.clone();
        spec.concurrency = match self.held_to.bulkhead {
            Some(bulkhead) => Stated::Policy(bulkhead),
            None => Stated::None {
                because: Cow::Borrowed("there is none"),
            },
        };
        spec.breaker()
    }

    /// Says once that functions under this name contradict each other, if `spec` does.
    pub(super) fn told_of(&self, spec: &DependencySpec) {
        let options = self.contradicted_by(spec);
        if options.is_empty() || self.is_contradicted.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::error!(
            guard = &*self.name,
            dependency = &*spec.name,
            options = ?options,
            "dependencies under one guard say different things of it: what was said first holds; \
             say the same in each, say it in one only and list all of them with \
             `.dependencies(…)`, or give one of them another `guard`"
        );
    }
}
