//! Work that has to be done by some time.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

use crate::clock::{Clock, Sleep};

/// Does `work` for `longest` at most.
///
/// What is waited for here is a server or the network: their time is the system's, whatever clock
/// a test has given to the requests.
pub(crate) fn within<F: Future>(longest: Duration, work: F) -> Bounded<F> {
    Bounded::new(work, Some(Clock::system().sleep(longest)))
}

pin_project! {
    /// Work that has to be done by some time.
    ///
    /// By hand, for an `async fn` would hold the work twice, and this one holds everything.
    pub(crate) struct Bounded<F> {
        #[pin]
        work: F,
        // None where it is late from the start.
        end: Option<Sleep>,
    }
}

/// The time was over before the work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Late;

impl<F> Bounded<F> {
    /// `work`, to be done before `end`; without one, it is late and is not begun.
    pub(crate) fn new(work: F, end: Option<Sleep>) -> Self {
        Self { work, end }
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
