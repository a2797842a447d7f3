//! What the expansion of `derive(ApiError)` calls.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;

use super::ErrorFacts;

/// What follows from a status that the derive has checked.
pub fn facts(status: u16, code: &'static str) -> ErrorFacts {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    ErrorFacts::new(status, code)
}

/// A message as text; a fixed one is not copied.
pub fn text(message: fmt::Arguments<'_>) -> Cow<'static, str> {
    match message.as_str() {
        Some(fixed) => Cow::Borrowed(fixed),
        None => Cow::Owned(message.to_string()),
    }
}
