//! The span of a request, by which what is logged for it is known wherever it is logged.

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
