//! A call whose steps are seen: each has a span of its own.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{Error, HttpRequest, HttpResponse};
use tracing::Span;

use super::Steps;
use crate::traces::stage;

/// A call whose steps are seen. It stands around the call, so that one that nobody looks at has no
/// trace of it.
pub(super) struct Seen {
    steps: Pin<Box<dyn Steps>>,
    /// That of the step that has begun and not ended.
    span: Option<Span>,
}

impl Seen {
    pub(super) fn new(steps: Pin<Box<dyn Steps>>) -> Self {
        Self { steps, span: None }
    }

    fn step<T>(
        &mut self,
        begin: impl FnOnce() -> Span,
        poll: impl FnOnce(Pin<&mut dyn Steps>) -> Poll<T>,
    ) -> Poll<T> {
        let Self { steps, span } = self;
        let polled = span
            .get_or_insert_with(begin)
            .in_scope(|| poll(steps.as_mut()));
        if polled.is_ready() {
            *span = None;
        }
        polled
    }
}

impl Steps for Seen {
    fn poll_extract(
        mut self: Pin<&mut Self>,
        request: &HttpRequest,
        payload: &mut Payload,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        self.step(
            || stage!("extract"),
            |steps| steps.poll_extract(request, payload, cx),
        )
    }

    fn poll_run(
        mut self: Pin<&mut Self>,
        request: &HttpRequest,
        cx: &mut Context<'_>,
    ) -> Poll<HttpResponse> {
        self.step(|| stage!("handler"), |steps| steps.poll_run(request, cx))
    }
}
