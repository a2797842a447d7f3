//! What is decided of an error: its status, and everything that follows from it unless stated.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use hardpoint_policy::status as rules;

use super::ErrorClass;

/// What is decided of one error: what the client is told, and how everybody else treats it.
///
/// [`ErrorFacts::new`] draws all of it from the status; each can be stated otherwise.
///
/// ```
/// use std::time::Duration;
/// use actix_web::http::StatusCode;
/// use hardpoint::error::ErrorFacts;
///
/// let facts = ErrorFacts::new(StatusCode::SERVICE_UNAVAILABLE, "inventory_unavailable")
///     .retry_after(Duration::from_secs(5));
/// assert!(facts.retryable && !facts.is_final && facts.counts_against_slo);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorFacts {
    /// The response's status, 400 to 599.
    pub status: StatusCode,
    /// Which error it is, stable and in snake_case.
    pub code: Cow<'static, str>,
    /// Whether the same request, sent again later, may succeed: 408, 425, 429, 502, 503 and 504
    /// unless stated.
    pub retryable: bool,
    /// When it is worth trying again. Sent as `Retry-After` (RFC 9110 §10.2.3), in whole seconds
    /// rounded up, at least 1; a 429 or 503 that says nothing sends 1.
    pub retry_after: Option<Duration>,
    /// Whether the outcome stands, so that it is stored and replayed under an idempotency key:
    /// any 4xx that is not retryable, unless stated. A 5xx, 408 or 429 never is.
    pub is_final: bool,
    /// Whether the service has failed its client: 5xx, unless stated.
    pub counts_against_slo: bool,
    /// Whether a circuit breaker around the call counts it as a failure: 5xx, 408 and 429,
    /// unless stated.
    pub counts_for_breaker: bool,
    /// At which level it is logged: 5xx as an error, 4xx for debugging, unless stated.
    pub level: LogLevel,
    /// What a [guarded call](mod@crate::dependency) that ends with it makes of it, where that is more
    /// than what the client is told.
    pub class: Option<ErrorClass>,
}

/// At which level an error is logged, once, with the request's id and the chain of its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogLevel {
    /// Somebody should look.
    Error,
    /// Somebody may want to look.
    Warn,
    /// Worth knowing.
    Info,
    /// Worth knowing when looking for something.
    Debug,
    /// Worth knowing when nothing else helped.
    Trace,
    /// Not logged.
    Off,
}

impl ErrorFacts {
    /// What follows from `status`. One that is no error (below 400) is taken for a 500.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        let status = error_status(status);
        let retryable = rules::is_retryable(status.as_u16());
        let server = status.is_server_error();
        Self {
            status,
            code: code.into(),
            retryable,
            retry_after: None,
            is_final: !retryable && rules::may_be_final(status.as_u16()),
            counts_against_slo: server,
            counts_for_breaker: server || matches!(status.as_u16(), 408 | 429),
            level: if server {
                LogLevel::Error
            } else {
                LogLevel::Debug
            },
            class: None,
        }
    }

    /// States whether the same request may succeed later. What may is not final.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self.is_final = !retryable && rules::may_be_final(self.status.as_u16());
        self
    }

    /// States when it is worth trying again, and so that it is.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self.retryable(true)
    }

    /// States whether the outcome stands. A 5xx, 408 or 429 never does, whatever is stated.
    #[must_use]
    pub fn is_final(mut self, is_final: bool) -> Self {
        self.is_final = is_final && rules::may_be_final(self.status.as_u16());
        self
    }

    /// States whether the service has failed its client.
    #[must_use]
    pub fn counts_against_slo(mut self, counts: bool) -> Self {
        self.counts_against_slo = counts;
        self
    }

    /// States whether a circuit breaker counts it as a failure.
    #[must_use]
    pub fn counts_for_breaker(mut self, counts: bool) -> Self {
        self.counts_for_breaker = counts;
        self
    }

    /// States at which level it is logged.
    #[must_use]
    pub fn level(mut self, level: LogLevel) -> Self {
        self.level = level;
        self
    }

    /// States what a [guarded call](mod@crate::dependency) that ends with it makes of it.
    #[must_use]
    pub fn class(mut self, class: ErrorClass) -> Self {
        self.class = Some(class);
        self
    }
}

/// `status` where it is an error's; 500 where it is not, for a problem is never a success.
fn error_status(status: StatusCode) -> StatusCode {
    if rules::is_error(status.as_u16()) {
        status
    } else {
        tracing::error!(%status, "an error with a status that is none is answered as 500");
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(status: u16) -> ErrorFacts {
        ErrorFacts::new(StatusCode::from_u16(status).unwrap(), "x")
    }

    #[test]
    fn the_status_decides_what_is_not_stated() {
        //        status retry  final  slo    breaker level
        let table = [
            (400, false, true, false, false, LogLevel::Debug),
            (404, false, true, false, false, LogLevel::Debug),
            (408, true, false, false, true, LogLevel::Debug),
            (409, false, true, false, false, LogLevel::Debug),
            (422, false, true, false, false, LogLevel::Debug),
            (425, true, false, false, false, LogLevel::Debug),
            (429, true, false, false, true, LogLevel::Debug),
            (500, false, false, true, true, LogLevel::Error),
            (502, true, false, true, true, LogLevel::Error),
            (503, true, false, true, true, LogLevel::Error),
            (504, true, false, true, true, LogLevel::Error),
        ];
        for (status, retryable, is_final, slo, breaker, level) in table {
            let facts = facts(status);
            assert_eq!(facts.retryable, retryable, "{status} retryable");
            assert_eq!(facts.is_final, is_final, "{status} final");
            assert_eq!(facts.counts_against_slo, slo, "{status} slo");
            assert_eq!(facts.counts_for_breaker, breaker, "{status} breaker");
            assert_eq!(facts.level, level, "{status} level");
        }
    }

    #[test]
    fn what_may_succeed_later_is_not_final() {
        assert!(!facts(409).retryable(true).is_final);
        assert!(!facts(409).retry_after(Duration::from_secs(1)).is_final);
        assert!(facts(425).retryable(false).is_final);
    }

    #[test]
    fn a_5xx_a_408_and_a_429_are_never_final() {
        for status in [408, 429, 500, 503] {
            assert!(!facts(status).is_final(true).is_final, "{status}");
            assert!(!facts(status).retryable(false).is_final, "{status}");
        }
    }

    #[test]
    fn a_status_that_is_no_error_is_a_500() {
        for status in [100, 200, 302, 600] {
            assert_eq!(facts(status).status, StatusCode::INTERNAL_SERVER_ERROR);
        }
    }
}
