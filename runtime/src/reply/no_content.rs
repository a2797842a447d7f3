//! 204: it is done, and there is nothing to say.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::answer::Answer;

/// 204, without a body (RFC 9110 §15.3.5).
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::NoContent;
///
/// #[endpoint(delete = "/orders/{id}")]
/// async fn forget(id: actix_web::web::Path<u64>) -> NoContent {
/// #   let _ = id;
///     NoContent
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl Answer for NoContent {}
