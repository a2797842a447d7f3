//! Work with an end, which sets its timer only once it has to wait.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::clock::{Clock, Moment, Sleep};
use crate::within::Late;

pin_project! {
    /// Work that has to be done by some moment of a clock.
    ///
    /// Most work is done at the first poll or has no need to be told of its end for long: to set a
    /// timer costs more than everything else that a guard does.
    pub(super) struct Timed<'c, F> {
        #[pin]
        work: F,
        clock: &'c Clock,
        end: Moment,
        timer: Option<Sleep>,
    }
}

impl<'c, F> Timed<'c, F> {
    /// `work`, until `end` of `clock`.
    pub(super) fn new(work: F, clock: &'c Clock, end: Moment) -> Self {
        Self {
            work,
            clock,
            end,
            timer: None,
        }
    }
}

impl<F: Future> Future for Timed<'_, F> {
    type Output = Result<F::Output, Late>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(done) = this.work.poll(cx) {
            return Poll::Ready(Ok(done));
        }
        let timer = this
            .timer
            .get_or_insert_with(|| this.clock.sleep_until(*this.end));
        Pin::new(timer).poll(cx).map(|()| Err(Late))
    }
}
