//! A future under its request's deadline.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use crate::clock::Sleep;
use crate::context::RequestContext;

/// What `work` resolves with, or `None` once the request's deadline has passed; the work is then
/// dropped. Work that is done at its first poll never sets a timer.
pub(crate) async fn timely<F: Future>(context: &RequestContext, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut timer: Option<Sleep> = None;
    poll_fn(|cx| {
        if let Poll::Ready(output) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        let Some(at) = context.deadline().at() else {
            return Poll::Pending;
        };
        let timer = timer.get_or_insert_with(|| context.clock().sleep_until(at));
        Pin::new(timer).poll(cx).map(|()| None)
    })
    .await
}
