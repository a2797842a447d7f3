//! The span of a request, by which what is logged for it is known wherever it is logged.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use tracing::Span;

use crate::context::{RequestContext, RequestId};

/// The target of the spans of requests.
pub(crate) const REQUEST_SPAN: &str = "hardpoint::request_span";

/// The span of a request. It is of the highest level, so that it is there as soon as anything is
/// logged at all.
pub(crate) fn request_span(context: &RequestContext) -> Span {
    tracing::error_span!(
        target: REQUEST_SPAN,
        "request",
        request_id = context.id().as_str(),
        operation = &*context.spec().name,
        otel.kind = "server",
    )
}

/// The span of one run of a job.
pub(crate) fn job_span(job: &str, run: &RequestId) -> Span {
    tracing::error_span!(
        target: "hardpoint::job_span",
        "job",
        job,
        run_id = run.as_str(),
    )
}

/// The same answer; what makes its body while it is sent does so within the span. A body that is
/// there already has nothing more to say.
pub(crate) fn send_within(span: Span, response: HttpResponse) -> HttpResponse {
    if response.body().size() == BodySize::None {
        return response;
    }
    response.map_body(|_, body| match body.try_into_bytes() {
        Ok(there) => BoxBody::new(there),
        Err(body) => BoxBody::new(Spanned { span, body }),
    })
}

/// A body that is made within a span.
struct Spanned {
    span: Span,
    body: BoxBody,
}

impl MessageBody for Spanned {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let Self { span, body } = &mut *self;
        span.in_scope(|| body.as_pin_mut().poll_next(cx))
    }
}
