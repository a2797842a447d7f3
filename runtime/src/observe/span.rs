//! The span of a request, by which what is logged for it is known wherever it is logged.

use tracing::Span;

use crate::context::RequestContext;

/// The target of the spans of requests.
pub(crate) const REQUEST_SPAN: &str = "hardpoint::request_span";

/// The span of a request, where somebody listens.
///
/// It is of the highest level, so that it is there as soon as anything is logged at all.
#[inline]
pub(crate) fn request_span(context: &RequestContext) -> Option<Span> {
    match tracing::dispatcher::has_been_set() {
        true => open(context),
        false => None,
    }
}

#[cold]
fn open(context: &RequestContext) -> Option<Span> {
    let span = tracing::error_span!(
        target: REQUEST_SPAN,
        "request",
        request_id = context.id().as_str(),
        operation = &*context.spec().name,
    );
    (!span.is_disabled()).then_some(span)
}
