//! A problem as data (RFC 9457): what the client is told, and what the pipeline needs to know.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::Violation;

/// What went wrong, as the client is told of it: `application/problem+json` (RFC 9457).
///
/// It holds nothing that must not leave the process. It is an error of actix's, too: a handler
/// may return it, and outside of an endpoint it renders itself.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) kind: Cow<'static, str>,
    pub(crate) title: Option<Cow<'static, str>>,
    pub(crate) detail: Option<Cow<'static, str>>,
    pub(crate) errors: Vec<Violation>,
    pub(crate) members: serde_json::Map<String, serde_json::Value>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) is_final: bool,
    pub(crate) close: bool,
}

impl Problem {
    /// A problem of that status and code, with nothing else said.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code: code.into(),
            kind: Cow::Borrowed("about:blank"),
            title: None,
            detail: None,
            errors: Vec::new(),
            members: serde_json::Map::new(),
            retry_after: None,
            headers: Vec::new(),
            is_final: status.is_client_error(),
            close: false,
        }
    }

    /// The 500 that says nothing: `internal`.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl std::error::Error for Problem {}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }
}
