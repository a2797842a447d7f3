//! A guard: what calls of one dependency are held to, and what is kept of them.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Weak};
use std::time::Duration;

use hardpoint_policy::{DependencySpec, Hedge};

use super::attempt::Miss;
use super::breaker::{Forced, Open, Outcome};
use super::budget::RetryBudget;
use super::builder::GuardBuilder;
use super::bulkhead::Bulkhead;
use super::call;
use super::declared::Key;
use super::failure::Failure;
use super::latencies::Latencies;
use super::meters::{CallOutcome, Meters, Reason};
use super::plan::Plan;
use super::rejected::Rejected;
use super::run::Pass;
use super::shared::Shared;
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;

/// What calls of one dependency are held to: `#[dependency]` without the attribute.
///
/// Guards of one name share a breaker and a bulkhead; clones are the same guard. It needs no runtime,
/// and works inside of requests, whose remaining time it takes by itself, and outside.
///
/// ```
/// use std::time::Duration;
/// use hardpoint::dependency::{DependencyError, Guard};
///
/// # #[hardpoint::test]
/// # async fn guarded() -> Result<(), Box<dyn std::error::Error>> {
/// let rates = Guard::builder("rates")
///     .timeout(Duration::from_secs(2))
///     .idempotent()
///     .retry("3 base:100ms".parse()?)
///     .build()?;
///
/// let rate = rates.call(|| async { Ok::<_, DependencyError>(1.08) }).await?;
/// assert_eq!(rate, 1.08);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Guard(Arc<Parts>);

pub(super) struct Parts {
    name: Arc<str>,
    spec: DependencySpec,
    plan: Plan,
    shared: Arc<Shared>,
    /// Where it hedges by a percentile: of its own calls, for others under its breaker may be
    /// quicker.
    latencies: Option<Latencies>,
    clock: Clock,
    meters: Meters,
}

impl Guard {
    /// Of a dependency of that name, 1 to 64 of the characters `A-Z a-z 0-9 _ . -`, with every
    /// default.
    pub fn builder(name: impl Into<String>) -> GuardBuilder {
        GuardBuilder::new(name.into())
    }

    pub(super) fn new(spec: DependencySpec, shared: Arc<Shared>, clock: Clock) -> Self {
        let plan = Plan::of(&spec);
        let latencies = match plan.hedge {
            Some(Hedge::Percentile(percentile)) => Some(Latencies::new(percentile)),
            _ => None,
        };
        let meters = Meters::of(&spec.name);
        Self(Arc::new(Parts {
            name: Arc::from(&*spec.name),
            spec,
            plan,
            shared,
            latencies,
            clock,
            meters,
        }))
    }

    /// Makes a call, which is made again where it may be: where the guard is
    /// [`idempotent`](GuardBuilder::idempotent), and the error says that it may succeed then.
    ///
    /// `attempt` is called for every attempt, from within
    /// [`dependency::current`](super::current::current).
    ///
    /// # Errors
    ///
    /// Those of the last attempt, and a [`Rejected`] where none was made or its time was over.
    pub async fn call<T, E, F>(&self, attempt: impl FnMut() -> F) -> Result<T, E>
    where
        E: Failure,
        F: Future<Output = Result<T, E>>,
    {
        call::repeat(self, None, attempt).await
    }

    /// The same with a key that goes along with each attempt, under which the dependency does it once
    /// however often it is asked: what makes a guard [`idempotent`](GuardBuilder::idempotent) whose
    /// calls are not so by themselves. It is found by [`Call::key`](super::Call::key).
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn keyed<T, E, F>(
        &self,
        key: &(impl fmt::Display + ?Sized),
        attempt: impl FnMut() -> F,
    ) -> Result<T, E>
    where
        E: Failure,
        F: Future<Output = Result<T, E>>,
    {
        call::repeat(self, Some(Key::of(key)), attempt).await
    }

    /// Makes a call that is never made again, whatever the guard says of retries.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn once<T, E, F>(&self, attempt: impl FnOnce() -> F) -> Result<T, E>
    where
        E: Failure,
        F: Future<Output = Result<T, E>>,
    {
        call::once(self, None, attempt).await
    }

    /// The name of the dependency.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What its calls are held to.
    pub fn spec(&self) -> &DependencySpec {
        &self.0.spec
    }
}

/// What the steps of a call ask of it.
impl Guard {
    pub(super) fn name_shared(&self) -> Arc<str> {
        Arc::clone(&self.0.name)
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.0.plan
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(super) fn meters(&self) -> &Meters {
        &self.0.meters
    }

    pub(super) fn budget(&self) -> &RetryBudget {
        &self.0.shared.budget
    }

    pub(super) fn bulkhead(&self) -> Option<&Bulkhead> {
        self.0.shared.bulkhead.as_ref()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// Asks the breaker for leave to make an attempt now.
    pub(super) fn admit(&self, at: Moment) -> Result<Pass<'_>, Open> {
        let Some(breaker) = &self.0.shared.breaker else {
            return Ok(Pass {
                admission: None,
                at,
            });
        };
        let (admitted, change) = breaker.admit(at);
        self.0.shared.tell(change, at);
        let admission = Some(admitted?);
        Ok(Pass { admission, at })
    }

    /// Tells of an attempt that has come to its end by itself.
    pub(super) fn record<T, E>(&self, pass: Pass<'_>, result: &Result<T, Miss<E>>, at: Moment) {
        let took = at.since(pass.at);
        let (outcome, failure) = match result {
            Ok(_) => (CallOutcome::Succeeded, None),
            Err(Miss::Failed(_, class)) if class.counts => {
                (CallOutcome::Failed, Some(class.kind.clone()))
            }
            Err(Miss::Failed(..)) => (CallOutcome::Refused, None),
            Err(Miss::Late | Miss::Over) => (CallOutcome::TimedOut, Some("timeout".into())),
        };
        self.meters().attempt_ended(outcome);
        // Whoever had hardly any time left says nothing of the dependency by leaving.
        if matches!(result, Err(Miss::Over)) && !self.plan().was_too_slow(took, whole_time()) {
            return;
        }
        if let Some(latencies) = &self.0.latencies
            && matches!(outcome, CallOutcome::Succeeded | CallOutcome::TimedOut)
        {
            latencies.record(took, at);
        }
        if let Some(admission) = pass.admission {
            let outcome = failure.map_or(Outcome::Success, Outcome::Failure);
            let change = admission.record(outcome, took, at);
            self.0.shared.tell(change, at);
        }
    }

    /// Tells of an attempt that was dropped after `took`, for another one was quicker: it would have
    /// taken longer still. Were those left out that are slow, what is hedged would come to look
    /// quick, and ever more would be hedged.
    pub(super) fn note_outrun(&self, took: Duration, at: Moment) {
        if let Some(latencies) = &self.0.latencies {
            latencies.record(took, at);
        }
    }

    /// Whether there is a retry or a hedge to take.
    pub(super) fn has_retry(&self, now: Moment) -> bool {
        self.paid(self.budget().has(now), now)
    }

    /// A retry or a hedge, to be made now, if there is one to take.
    pub(super) fn take_retry(&self, now: Moment) -> bool {
        self.paid(self.budget().take(now), now)
    }

    /// Notes where a retry or a hedge is not made, for there is no budget for it.
    fn paid(&self, is_paid: bool, now: Moment) -> bool {
        if !is_paid {
            self.meters().exhausted();
            self.0.shared.tell_dry(now);
        }
        is_paid
    }

    /// How long an attempt that begins now may go on before it is hedged.
    pub(super) fn hedge_delay(&self, now: Moment) -> Option<Duration> {
        let delay = match self.plan().hedge? {
            Hedge::After(delay) => delay.to_std(),
            Hedge::Percentile(_) => self.0.latencies.as_ref()?.percentile(now)?,
        };
        (delay < self.plan().attempt).then_some(delay)
    }

    /// Holds the breaker to a state, whatever is counted, or lets it go by that again.
    pub(super) fn force(&self, forced: Option<Forced>) {
        let now = self.clock().now();
        if let Some(breaker) = &self.0.shared.breaker {
            self.0.shared.tell(breaker.force(forced, now), now);
        }
    }

    pub(super) fn downgrade(&self) -> Weak<Parts> {
        Arc::downgrade(&self.0)
    }

    pub(super) fn alive(guard: &Weak<Parts>) -> Option<Self> {
        guard.upgrade().map(Self)
    }
}

/// What the endpoint gives to requests of the kind that this task serves.
fn whole_time() -> Option<Duration> {
    let request = RequestContext::current()?;
    request.spec().timeout.limit().map(|limit| limit.to_std())
}

/// Its refusals.
impl Guard {
    pub(super) fn open(&self, open: Open) -> Rejected {
        Rejected::Open {
            dependency: self.name_shared(),
            retry_after: open.retry_after,
        }
    }

    pub(super) fn full(&self) -> Rejected {
        let dependency = self.name_shared();
        Rejected::Full { dependency }
    }

    pub(super) fn deadline(&self) -> Rejected {
        let dependency = self.name_shared();
        Rejected::Deadline { dependency }
    }

    pub(super) fn late(&self) -> Rejected {
        let dependency = self.name_shared();
        Rejected::Attempt { dependency }
    }

    /// A call was refused before its first attempt.
    pub(super) fn note_rejected(&self, rejected: &Rejected) {
        self.meters().rejected(match rejected {
            Rejected::Open { .. } => Reason::Open,
            Rejected::Full { .. } => Reason::Full,
            Rejected::Deadline { .. } | Rejected::Attempt { .. } => Reason::Deadline,
        });
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("name", &self.0.name)
            .field("guard", &self.0.shared.name())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
