//! The span of a request, by which what is logged for it is known wherever it is logged.

use hardpoint_policy::EndpointSpec;
use tracing::Span;

use crate::context::RequestId;

/// The target of the spans of requests.
pub(crate) const REQUEST_SPAN: &str = "hardpoint::request_span";

/// The span of one request; none where nobody listens.
///
/// It is of the highest level, so that it is there as soon as anything is logged at all.
#[inline]
pub(crate) fn request_span(id: &RequestId, spec: &EndpointSpec) -> Span {
    match tracing::dispatcher::has_been_set() {
        true => open(id, spec),
        false => Span::none(),
    }
}

#[cold]
fn open(id: &RequestId, spec: &EndpointSpec) -> Span {
    tracing::error_span!(
        target: REQUEST_SPAN,
        "request",
        request_id = id.as_str(),
        operation = &*spec.name,
    )
}
