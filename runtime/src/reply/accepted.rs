//! 202: something will be done.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::envelope::respond;
use super::links::locate;
use crate::answer::Answer;

/// 202, with what is known so far in the envelope, and in `Location` where to look for more
/// (RFC 9110 §15.3.3).
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::Accepted;
///
/// #[endpoint(post = "/exports", idempotent)]
/// async fn export() -> Accepted<&'static str> {
///     Accepted::at("/exports/7", "queued")
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted<T> {
    location: String,
    value: T,
}

impl<T> Accepted<T> {
    /// `value` is known so far, and what becomes of it will be at `location`: a path or a URI. What
    /// cannot stand in one is percent-encoded.
    pub fn at(location: impl Into<String>, value: T) -> Self {
        Self {
            location: location.into(),
            value,
        }
    }
}

impl<T: Serialize> Responder for Accepted<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        locate(
            respond(StatusCode::ACCEPTED, &self.value, None),
            &self.location,
        )
    }
}

impl<T> Answer for Accepted<T> {}
