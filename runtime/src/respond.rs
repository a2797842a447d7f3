//! From what a handler returns to a response in the envelope.

use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::error;

/// Makes a response of what a handler returned; errors of whatever kind come out as problems.
#[doc(hidden)]
pub fn respond<R: Responder + 'static>(returned: R, request: &HttpRequest) -> HttpResponse {
    error::normalise(returned.respond_to(request).map_into_boxed_body())
}
