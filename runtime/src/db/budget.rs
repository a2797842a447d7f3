//! How long one call may take: what is left of the request's deadline, or a default.

use std::future::Future;
use std::time::Duration;

use super::Error;
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
pub(super) use crate::within::within;
use crate::within::{Bounded, Late};

/// How long one call may take.
///
/// It is found without being handed over: the request that this task serves has a deadline. Where
/// there is none, or a later one, the default holds.
#[derive(Clone)]
pub(super) struct Budget {
    until: Moment,
    clock: Clock,
}

impl Budget {
    /// From now until the request's deadline, for `longest` at most.
    pub(super) fn of_current(longest: Duration) -> Self {
        let own = Clock::system();
        if let Some(context) = RequestContext::current() {
            let deadline = context.deadline();
            if let (Some(until), Some(left)) = (deadline.at(), deadline.remaining())
                && left < longest
            {
                let clock = context.clock().clone();
                return Self { until, clock };
            }
        }
        let until = own.now().after(longest);
        Self { until, clock: own }
    }

    /// What is left of it.
    pub(super) fn left(&self) -> Duration {
        self.until.since(self.clock.now())
    }

    /// Does `work`, and is late where it is not done in time. Work that is late already is not
    /// begun.
    pub(super) fn run<F: Future>(&self, work: F) -> Bounded<F> {
        let is_late = self.left().is_zero();
        let end = (!is_late).then(|| self.clock.sleep_until(self.until));
        Bounded::new(work, end)
    }
}

impl From<Late> for Error {
    fn from(_: Late) -> Self {
        Self::Deadline
    }
}
