//! How long one call may take: what is left of the request's deadline, or a default.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

use super::Error;
use crate::clock::{Clock, Moment, Sleep};
use crate::context::RequestContext;

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
        Bounded {
            work,
            end: (!is_late).then(|| self.clock.sleep_until(self.until)),
        }
    }
}

/// Does `work` for `longest` at most.
///
/// What is waited for here is a server or the network: their time is the system's, whatever clock
/// a test has given to the requests.
pub(super) fn within<F: Future>(longest: Duration, work: F) -> Bounded<F> {
    Bounded {
        work,
        end: Some(Clock::system().sleep(longest)),
    }
}

pin_project! {
    /// Work that has to be done by some time.
    ///
    /// By hand, for an `async fn` would hold the work twice, and this one holds everything.
    pub(super) struct Bounded<F> {
        #[pin]
        work: F,
        // None where it is late from the start.
        end: Option<Sleep>,
    }
}

/// The time was over before the work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Late;

impl From<Late> for Error {
    fn from(_: Late) -> Self {
        Self::Deadline
    }
}

impl<F: Future> Future for Bounded<F> {
    type Output = Result<F::Output, Late>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(end) = this.end else {
            return Poll::Ready(Err(Late));
        };
        if let Poll::Ready(done) = this.work.poll(cx) {
            return Poll::Ready(Ok(done));
        }
        Pin::new(end).poll(cx).map(|()| Err(Late))
    }
}
