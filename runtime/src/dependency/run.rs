//! One call under a guard: what it holds to, and the steps of which its life is made.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tracing::instrument::Instrumented;
use tracing::{Instrument as _, Span};

use super::attempt::{Attempt, Ended, Miss};
use super::breaker::Admission;
use super::bulkhead::Permit;
use super::current::{self, Call};
use super::declared::Key;
use super::failure::Failure;
use super::guard::Guard;
use super::meters::CallOutcome;
use super::rejected::Rejected;
use super::span;
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
use crate::random;

/// A call from its begin to its end. One that is dropped before was given up by who made it.
pub(super) struct Run<'g> {
    guard: &'g Guard,
    key: Option<Key>,
    began: Moment,
    /// When the clock was read the last time before an attempt.
    seen: Moment,
    until: Moment,
    /// The request for which it is made, if it is made for one.
    request: Option<RequestContext>,
    attempts: AtomicU32,
    span: Span,
    has_ended: bool,
}

/// Leave to make an attempt.
pub(super) struct Pass<'g> {
    /// None where there is no breaker.
    pub(super) admission: Option<Admission<'g>>,
    /// When the attempt begins.
    pub(super) at: Moment,
}

impl<'g> Run<'g> {
    /// Begins a call whose time is not over yet: its own, that of the request for which it is made,
    /// that of the call inside of which it is made.
    pub(super) fn begin(guard: &'g Guard, key: Option<Key>) -> Result<Self, Rejected> {
        let now = guard.clock().now();
        let request = RequestContext::current();
        let given = time_given(request.as_ref(), guard.clock(), now);
        let timeout = guard.plan().timeout;
        let timeout = given.map_or(timeout, |given| given.min(timeout));
        guard.meters().call_began();
        let mut run = Self {
            guard,
            key,
            began: now,
            seen: now,
            until: now.after(timeout),
            request,
            attempts: AtomicU32::new(0),
            span: span::call(guard.name()),
            has_ended: false,
        };
        match timeout.is_zero() {
            true => Err(run.rejected(guard.deadline())),
            false => Ok(run),
        }
    }

    /// A place among the calls that are made at once.
    pub(super) async fn enter(&mut self) -> Result<Option<Permit<'g>>, Rejected> {
        let Some(bulkhead) = self.guard.bulkhead() else {
            return Ok(None);
        };
        if let Some(permit) = bulkhead.try_enter() {
            return Ok(Some(permit));
        }
        let left = self.until.since(self.seen);
        let entered = bulkhead.enter(self.guard.clock(), Some(left)).await;
        self.seen = self.now();
        match entered {
            Ok(permit) => Ok(Some(permit)),
            Err(_) if self.seen >= self.until => Err(self.rejected(self.guard.deadline())),
            Err(_) => Err(self.rejected(self.guard.full())),
        }
    }

    /// Leave to make the first attempt.
    pub(super) fn admit(&mut self) -> Result<Pass<'g>, Rejected> {
        match self.guard.admit(self.seen) {
            Ok(pass) => {
                self.guard.budget().note_call(self.seen);
                Ok(pass)
            }
            Err(open) => Err(self.rejected(self.guard.open(open))),
        }
    }

    /// Makes an attempt.
    pub(super) fn attempt<F: Future>(
        &self,
        pass: Pass<'g>,
        number: u32,
        work: F,
    ) -> Attempt<'g, Instrumented<F>> {
        let began = pass.at;
        self.attempt_beside(pass, began, number, work)
    }

    /// Makes an attempt beside one that began at `began`, with which it ends.
    pub(super) fn attempt_beside<F: Future>(
        &self,
        pass: Pass<'g>,
        began: Moment,
        number: u32,
        work: F,
    ) -> Attempt<'g, Instrumented<F>> {
        let end = began.after(self.guard.plan().attempt);
        let call = Call {
            dependency: self.guard.name_shared(),
            key: self.key.clone(),
            attempt: number,
            until: end.min(self.until),
            clock: self.guard.clock().clone(),
        };
        self.attempts.fetch_add(1, Ordering::Relaxed);
        let work = work.instrument(self.span.clone());
        Attempt::new(self.guard, pass, call, end > self.until, work)
    }

    /// How long to wait before another attempt; nothing where the call has come to its end.
    pub(super) fn wait_after<T, E>(&self, made: u32, ended: &Ended<T, E>) -> Option<Duration> {
        let class = ended.result.as_ref().err()?.class()?;
        let left = self.until.since(ended.at);
        let plan = self.guard.plan();
        let wait = plan.wait_before_next(made, class, left, random::share())?;
        // Where nothing can be had, there is no use in waiting for it.
        self.guard.has_retry(ended.at).then_some(wait)
    }

    /// Leave to make another attempt after a wait.
    pub(super) async fn next_after(&self, wait: Duration) -> Option<Pass<'g>> {
        self.guard.clock().sleep(wait).await;
        let now = self.now();
        if now >= self.until {
            return None;
        }
        let pass = self.pass_again(now)?;
        self.guard.meters().retried();
        Some(pass)
    }

    /// Leave to make a second attempt beside one that takes long.
    pub(super) fn hedge(&self) -> Option<Pass<'g>> {
        let now = self.now();
        self.pass_again(now)
    }

    /// Leave to make an attempt that the budget pays for. It is asked before the breaker and pays
    /// after it: no probe is let in that then cannot be made, and nothing is paid that is refused.
    fn pass_again(&self, now: Moment) -> Option<Pass<'g>> {
        if !self.guard.has_retry(now) {
            return None;
        }
        let pass = self.guard.admit(now).ok()?;
        self.guard.take_retry(now).then_some(pass)
    }

    /// After how long a second attempt may stand beside this one.
    pub(super) fn hedge_delay(&self, pass: &Pass<'_>) -> Option<Duration> {
        // What finds out whether the dependency is back shall not press it.
        let is_probe = pass.admission.as_ref().is_some_and(Admission::is_probe);
        if is_probe {
            return None;
        }
        self.guard.hedge_delay(pass.at)
    }

    /// The end of the call, which it tells.
    pub(super) fn end<T, E: Failure>(mut self, ended: Ended<T, E>) -> Result<T, E> {
        let outcome = match &ended.result {
            Ok(_) => CallOutcome::Succeeded,
            Err(Miss::Failed(_, class)) if class.counts => CallOutcome::Failed,
            Err(Miss::Failed(..)) => CallOutcome::Refused,
            Err(Miss::Late | Miss::Over) => CallOutcome::TimedOut,
        };
        self.ended(outcome, ended.at);
        ended.result.map_err(|miss| miss.into_error(self.guard))
    }

    pub(super) fn guard(&self) -> &'g Guard {
        self.guard
    }

    pub(super) fn now(&self) -> Moment {
        self.guard.clock().now()
    }

    /// The end of a call that was refused before its first attempt.
    fn rejected(&mut self, rejected: Rejected) -> Rejected {
        self.guard.note_rejected(&rejected);
        self.ended(CallOutcome::Rejected, self.seen);
        rejected
    }

    /// Tells of the end, whatever it is.
    fn ended(&mut self, outcome: CallOutcome, at: Moment) {
        self.has_ended = true;
        let took = at.since(self.began);
        self.guard.meters().call_ended(outcome, took);
        span::note(&self.span, outcome, *self.attempts.get_mut());
        if let Some(request) = &self.request {
            request.spent().dependencies.add(took);
        }
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.ended(CallOutcome::Cancelled, self.now());
        }
    }
}

/// What those leave of their time for whom a call is made; nothing where nobody waits.
///
/// A request may be served by another clock than the guard's, in tests for one: what is left goes
/// from one to the other, and no moment of either.
fn time_given(request: Option<&RequestContext>, clock: &Clock, now: Moment) -> Option<Duration> {
    let request = request.and_then(|request| request.deadline().remaining_at(clock, now));
    let around = current::remaining(clock, now);
    match (request, around) {
        (Some(request), Some(around)) => Some(request.min(around)),
        (one, other) => one.or(other),
    }
}
