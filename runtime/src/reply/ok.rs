//! 200 with a body in the envelope.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::envelope::respond;
use crate::answer::Answer;

/// 200, with a value as JSON in the envelope.
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::Reply;
///
/// #[endpoint(get = "/primes")]
/// async fn primes() -> Reply<[u8; 4]> {
///     Reply([2, 3, 5, 7])
/// }
/// // {"data":[2,3,5,7],"meta":{"request_id":"019…"}}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply<T>(pub T);

impl<T: Serialize> Responder for Reply<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        respond(StatusCode::OK, &self.0, None)
    }
}

impl<T> Answer for Reply<T> {}
