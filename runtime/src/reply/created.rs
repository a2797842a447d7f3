//! 201: something has been made, and is there.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::envelope::respond;
use super::links::locate;
use crate::answer::Answer;

/// 201 with `Location`, and what was made in the envelope (RFC 9110 §15.3.2).
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::Created;
///
/// #[endpoint(post = "/orders", idempotent)]
/// async fn order() -> Created<&'static str> {
///     Created::at("/orders/7", "an anvil")
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created<T> {
    location: String,
    value: T,
}

impl<T> Created<T> {
    /// `value` was made, and is at `location` from now on: a path or a URI. What cannot stand in
    /// one is percent-encoded.
    pub fn at(location: impl Into<String>, value: T) -> Self {
        Self {
            location: location.into(),
            value,
        }
    }
}

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        locate(
            respond(StatusCode::CREATED, &self.value, None),
            &self.location,
        )
    }
}

impl<T> Answer for Created<T> {}
