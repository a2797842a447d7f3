//! The `ApiError` trait: what one error says of itself.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{ErrorFacts, LogLevel, Problem};
use crate::context::RequestContext;

/// An error that says what the client is told of it, and how everybody else treats it.
///
/// It is derived: see [`derive(ApiError)`](macro@crate::ApiError), which also makes it an error
/// of actix's, so that handlers return it. By hand:
///
/// ```
/// use std::{borrow::Cow, fmt};
/// use actix_web::{HttpResponse, ResponseError, http::StatusCode};
/// use hardpoint::error::{ApiError, ErrorFacts, respond_to_error};
///
/// #[derive(Debug)]
/// struct OutOfStock {
///     sku: String,
/// }
///
/// impl fmt::Display for OutOfStock {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(f, "{} is out of stock", self.sku)
///     }
/// }
///
/// impl std::error::Error for OutOfStock {}
///
/// impl ApiError for OutOfStock {
///     fn facts(&self) -> ErrorFacts {
///         ErrorFacts::new(StatusCode::CONFLICT, "out_of_stock")
///     }
///     fn message(&self) -> Option<Cow<'static, str>> {
///         Some(self.to_string().into())
///     }
/// }
///
/// impl ResponseError for OutOfStock {
///     fn status_code(&self) -> StatusCode {
///         self.facts().status
///     }
///     fn error_response(&self) -> HttpResponse {
///         respond_to_error(self)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what a client is told of it\nhelp: derive it, `#[derive(Debug, hardpoint::ApiError)]`, with `#[api(status = 404, code = \"not_found\")]` on each variant",
    label = "this error is no `ApiError`"
)]
pub trait ApiError: Error {
    /// What is decided of it: status, code, and what follows from them.
    fn facts(&self) -> ErrorFacts;

    /// What the client is told, as a problem's `detail`. Unless it is stated, a 500 says what every
    /// 500 says, a panic's too, and anything else nothing. For a 5xx it must be a fixed text, for
    /// the inside of a service is nobody's business.
    fn message(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// The problem as which the client sees it: [`facts`](Self::facts) and
    /// [`message`](Self::message), unless there is more to say.
    fn problem(&self) -> Problem {
        stated(self.facts(), self.message())
    }
}

/// The problem that facts and message make.
pub(super) fn stated(facts: ErrorFacts, message: Option<Cow<'static, str>>) -> Problem {
    let mut problem = Problem::from_facts(facts);
    problem.detail = message.or_else(|| match problem.status {
        StatusCode::INTERNAL_SERVER_ERROR => Problem::internal().detail,
        _ => None,
    });
    problem
}

/// The response to `error`: logs it once, at its level, with the request's id and the chain of
/// its sources, and renders its [`Problem`]. An implementation of
/// [`ResponseError`](actix_web::ResponseError) calls it.
pub fn respond_to_error(error: &dyn ApiError) -> HttpResponse {
    told(error).into_response()
}

/// The problem that `error` is for the client; it is logged once, at its level.
pub(crate) fn told(error: &dyn ApiError) -> Problem {
    let problem = error.problem();
    log(&problem, &Chain(error), error);
    problem
}

/// Logs what happened, at the problem's level. Nothing of `chain` and `fields` leaves the
/// process otherwise.
pub(super) fn log(problem: &Problem, chain: &dyn fmt::Display, fields: &dyn fmt::Debug) {
    let context = RequestContext::current();
    let request_id = context.as_ref().map(|context| context.id().as_str());
    let status = problem.status.as_u16();
    let code = &*problem.code;
    macro_rules! at {
        ($level:ident) => {
            tracing::$level!(request_id, status, code, error = %chain, "a request failed")
        };
        ($level:ident in full) => {
            tracing::$level!(
                request_id, status, code, error = %chain, fields = ?fields, "a request failed"
            )
        };
    }
    match problem.level {
        // These are looked into, and often the fields of a variant are all there is to see.
        LogLevel::Error => at!(error in full),
        LogLevel::Warn => at!(warn in full),
        LogLevel::Info => at!(info),
        LogLevel::Debug => at!(debug),
        LogLevel::Trace => at!(trace),
        LogLevel::Off => {}
    }
}

/// An error and its sources on one line, `outer: inner: innermost`.
pub(crate) struct Chain<'a>(pub(crate) &'a dyn Error);

/// How deep a chain of sources is followed, lest one that bites its tail never ends.
const DEEPEST: usize = 32;

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = self.0.to_string();
        f.write_str(&last)?;
        let mut next = self.0.source();
        for _ in 0..DEEPEST {
            let Some(source) = next else { break };
            let text = source.to_string();
            // A transparent error says what its source says.
            if text != last {
                f.write_str(": ")?;
                f.write_str(&text)?;
            }
            last = text;
            next = source.source();
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "api_error_tests.rs"]
mod tests;
