//! A future under its request's deadline.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::clock::Sleep;
use crate::context::RequestContext;
use crate::error::{Problem, Rejection};

/// What `work` resolves with, or the refusal of a request whose deadline has passed; the work is
/// dropped with this future. Work that is done at its first poll never sets a timer.
pub(crate) fn timely<F: Future>(context: &RequestContext, work: F) -> Timely<'_, F> {
    Timely {
        context,
        work,
        timer: None,
    }
}

pin_project! {
    /// See [`timely`].
    pub(crate) struct Timely<'c, F> {
        context: &'c RequestContext,
        #[pin]
        work: F,
        timer: Option<Sleep>,
    }
}

impl<F, T, E> Future for Timely<'_, F>
where
    F: Future<Output = Result<T, E>>,
    E: From<Problem>,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(output) = this.work.poll(cx) {
            return Poll::Ready(output);
        }
        let Some(at) = this.context.deadline().at() else {
            return Poll::Pending;
        };
        let timer = this
            .timer
            .get_or_insert_with(|| this.context.clock().sleep_until(at));
        Pin::new(timer)
            .poll(cx)
            .map(|()| Err(Rejection::DeadlineExceeded.problem().into()))
    }
}
