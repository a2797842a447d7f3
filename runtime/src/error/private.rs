//! What the expansion of `derive(ApiError)` calls.

use std::borrow::Cow;
use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::api_error::stated;
use super::{ApiError, ErrorFacts, Problem, respond_to_error};

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
    stated(error.facts(), error.message())
}

/// What is `Debug`, as an error must be. The lifetime means nothing.
pub trait Debugged<'a>: fmt::Debug {}

impl<T: fmt::Debug + ?Sized> Debugged<'_> for T {}

/// What actix is told of an error that the derive made one.
#[derive(Debug)]
pub struct Told<'a, T>(pub &'a T);

impl<T: ApiError> Told<'_, T> {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.0.facts().status
    }

    /// Its response.
    pub fn response(&self) -> HttpResponse {
        respond_to_error(self.0)
    }
}

/// The same of one that is refused, for it has no `Debug`.
pub trait AnyTold {
    /// That of every refusal.
    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    /// That of every refusal.
    fn response(&self) -> HttpResponse {
        Problem::internal().into_response()
    }
}

impl<T> AnyTold for Told<'_, T> {}

/// What can stand in a `message`: whatever a person can read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a `message`\n\
               help: implement `Display` for `{Self}`, or leave the field out of the `message`",
    label = "a field of this type has no text for a person"
)]
pub trait InMessage: fmt::Display {}

#[diagnostic::do_not_recommend]
impl<T: fmt::Display> InMessage for T {}

/// A field, as a message shows it.
pub fn shown<T: InMessage>(field: &T) -> &dyn fmt::Display {
    field
}
