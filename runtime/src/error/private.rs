//! What the expansion of `derive(ApiError)` calls.

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;

use super::{ApiError, ErrorFacts, Problem};

/// What follows from a status that the derive has checked.
pub fn facts(status: u16, code: &'static str) -> ErrorFacts {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    ErrorFacts::new(status, code)
}

/// A message as text.
pub fn text(message: &dyn fmt::Display) -> Cow<'static, str> {
    Cow::Owned(message.to_string())
}

/// The problem that facts and message make, for errors some variants of which delegate.
pub fn own_problem(error: &dyn ApiError) -> Problem {
    let problem = Problem::from_facts(error.facts());
    match error.message() {
        Some(message) => problem.detail(message),
        None => problem,
    }
}
