//! A problem as data (RFC 9457): what the client is told, and what the pipeline needs to know.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::{ApiError, ErrorFacts, LogLevel, Rejection, Violation};

/// What went wrong, as the client is told of it: `application/problem+json` (RFC 9457).
///
/// It holds nothing that must not leave the process. It is an error of actix's, too: a handler
/// may return it, and outside of an endpoint it renders itself.
///
/// ```
/// use actix_web::http::StatusCode;
/// use hardpoint::error::Problem;
///
/// let problem = Problem::new(StatusCode::CONFLICT, "out_of_stock")
///     .detail("the last one was sold a minute ago")
///     .member("left", 0);
/// assert_eq!(problem.into_response().status(), StatusCode::CONFLICT);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) kind: Cow<'static, str>,
    pub(crate) title: Option<Cow<'static, str>>,
    pub(crate) detail: Option<Cow<'static, str>>,
    pub(crate) errors: Vec<Violation>,
    pub(crate) members: serde_json::Map<String, serde_json::Value>,
    pub(crate) retryable: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) is_final: bool,
    pub(crate) counts_against_slo: bool,
    pub(crate) counts_for_breaker: bool,
    pub(crate) level: LogLevel,
    pub(crate) close: bool,
}

/// The members that a problem itself has, in the order in which they are written.
pub(super) const OWN_MEMBERS: [&str; 8] = [
    "type",
    "title",
    "status",
    "detail",
    "instance",
    "code",
    "request_id",
    "errors",
];

/// The type of a problem of which the status says everything (RFC 9457 §4.2.1).
pub(super) const BLANK: &str = "about:blank";

impl Problem {
    /// A problem of that status and code, with nothing else said. A status that is no error
    /// (below 400) is taken for a 500.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self::from_facts(ErrorFacts::new(status, code))
    }

    /// The 500 that says nothing: `internal`.
    pub fn internal() -> Self {
        Rejection::Internal.problem()
    }

    /// A problem of which that much is decided, with nothing else said.
    pub fn from_facts(facts: ErrorFacts) -> Self {
        Self {
            status: facts.status,
            code: facts.code,
            kind: Cow::Borrowed(BLANK),
            title: None,
            detail: None,
            errors: Vec::new(),
            members: serde_json::Map::new(),
            retryable: facts.retryable,
            retry_after: facts.retry_after,
            headers: Vec::new(),
            is_final: facts.is_final,
            counts_against_slo: facts.counts_against_slo,
            counts_for_breaker: facts.counts_for_breaker,
            level: facts.level,
            close: false,
        }
    }

    /// Says what happened this time, for a person. Say nothing of the inside: no text of another
    /// error, no names of types or tables, no paths of files.
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says what kind of problem it is: an absolute URI, and what that URI means in a few words,
    /// the same for each occurrence. Unsaid, it is `about:blank` and the status phrase.
    pub fn type_uri(
        mut self,
        uri: impl Into<Cow<'static, str>>,
        title: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.kind = uri.into();
        self.title = Some(title.into());
        self
    }

    /// Says when it is worth trying again: `Retry-After`, in whole seconds rounded up, at least 1.
    /// What may be tried again is not final.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self.retryable = true;
        self.is_final = false;
        self
    }

    /// Adds a header to the response. Those that follow from the body (`Content-Type`, its length
    /// and coding) and `Connection` are left out; see [`close`](Self::close).
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds a member of your own to the body, after the standard ones (RFC 9457 §3.2). One under
    /// the name of a standard member is left out, and the log says so.
    pub fn member(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        let name = name.into();
        if OWN_MEMBERS.contains(&name.as_str()) {
            tracing::error!(member = name, "a problem's own member cannot be replaced");
        } else {
            self.members.insert(name, value.into());
        }
        self
    }

    /// Lists what is wrong with the input.
    pub fn violations(mut self, violations: Vec<Violation>) -> Self {
        self.errors = violations;
        self
    }

    /// Closes the connection after the response.
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl std::error::Error for Problem {}

impl ApiError for Problem {
    fn facts(&self) -> ErrorFacts {
        let mut facts = ErrorFacts::new(self.status, self.code.clone());
        facts.retryable = self.retryable;
        facts.retry_after = self.retry_after;
        facts.is_final = self.is_final;
        facts.counts_against_slo = self.counts_against_slo;
        facts.counts_for_breaker = self.counts_for_breaker;
        facts.level = self.level;
        facts
    }

    fn message(&self) -> Option<Cow<'static, str>> {
        self.detail.clone()
    }

    fn problem(&self) -> Problem {
        self.clone()
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.clone().into_response()
    }
}
