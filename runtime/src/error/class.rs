//! What those who call make of an error: whether to try again, and whether it is a failure at all.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;

use super::ErrorFacts;

/// What a [guarded call](mod@crate::dependency) makes of an error.
///
/// ```
/// use std::time::Duration;
/// use hardpoint::dependency::ErrorClass;
///
/// let busy = ErrorClass::passing("pool_exhausted").retry_after(Duration::from_secs(1));
/// assert!(busy.retryable && busy.counts);
///
/// let missing = ErrorClass::answer("no_such_sku");
/// assert!(!missing.retryable && !missing.counts);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorClass {
    /// Whether the same call, made again, may succeed. Only calls that are `idempotent` or go with a
    /// `key` are made again.
    pub retryable: bool,
    /// Whether the dependency has failed, so that its breaker counts it; else it has answered.
    pub counts: bool,
    /// How long the dependency asks to be left alone.
    pub retry_after: Option<Duration>,
    /// What it is, in one word of few: `connect`, `timeout`, `status_503`, the code of an error.
    /// Never anything that a client has sent.
    pub kind: Cow<'static, str>,
    /// As what a client of ours sees it, where it is passed on.
    pub(crate) status: StatusCode,
    /// Whether it is the guard that has refused or given up.
    pub(crate) is_rejection: bool,
}

impl ErrorClass {
    /// The dependency has answered, if not with what was hoped for: neither made again nor counted.
    pub fn answer(kind: impl Into<Cow<'static, str>>) -> Self {
        Self {
            retryable: false,
            counts: false,
            retry_after: None,
            kind: kind.into(),
            status: StatusCode::BAD_GATEWAY,
            is_rejection: false,
        }
    }

    /// The dependency has failed, and would again: counted, not made again.
    pub fn failure(kind: impl Into<Cow<'static, str>>) -> Self {
        Self::answer(kind).counts(true)
    }

    /// The dependency has failed, and may not the next time: counted, and made again.
    pub fn passing(kind: impl Into<Cow<'static, str>>) -> Self {
        Self::failure(kind).retryable(true)
    }

    /// The dependency cannot be reached: as [`passing`](Self::passing), and nothing was executed.
    pub fn connect() -> Self {
        Self::passing("connect").unexecuted()
    }

    /// The dependency has not answered in time: as [`passing`](Self::passing), and a 504 where it is
    /// passed on.
    pub fn timeout() -> Self {
        let mut class = Self::passing("timeout");
        class.status = StatusCode::GATEWAY_TIMEOUT;
        class
    }

    /// What an HTTP status says: 408, 429, 502, 503 and 504 pass, any other 5xx is a failure, and
    /// everything else is an answer.
    pub fn of_status(status: u16) -> Self {
        let kind = format!("status_{status}");
        match status {
            408 | 504 => Self {
                kind: kind.into(),
                ..Self::timeout()
            },
            // Whoever asks for patience has not begun.
            429 | 503 => Self::passing(kind).unexecuted(),
            502 => Self::passing(kind),
            500..=599 => Self::failure(kind),
            _ => Self::answer(kind),
        }
    }

    /// States whether the same call, made again, may succeed.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    /// States whether the dependency has failed.
    #[must_use]
    pub fn counts(mut self, counts: bool) -> Self {
        self.counts = counts;
        self
    }

    /// States how long the dependency asks to be left alone.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// States that nothing was executed, so that it is a 503 where it is passed on.
    #[must_use]
    pub fn unexecuted(mut self) -> Self {
        self.status = StatusCode::SERVICE_UNAVAILABLE;
        self
    }

    /// A refusal of the guard itself, which a guard around it does not repeat.
    pub(crate) fn rejection(kind: &'static str, status: StatusCode) -> Self {
        Self {
            status,
            is_rejection: true,
            ..Self::answer(kind)
        }
    }

    /// What an [`ApiError`](crate::ApiError) is to those who have called what answers with it.
    pub(crate) fn of_facts(facts: ErrorFacts) -> Self {
        if let Some(class) = facts.class {
            return class;
        }
        let status = match facts.status.as_u16() {
            408 | 504 => StatusCode::GATEWAY_TIMEOUT,
            429 | 503 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self {
            retryable: facts.retryable,
            counts: facts.counts_for_breaker,
            retry_after: facts.retry_after,
            kind: facts.code,
            status,
            is_rejection: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_408_429_502_503_and_504_are_made_again() {
        let again: Vec<u16> = (100..=599)
            .filter(|status| ErrorClass::of_status(*status).retryable)
            .collect();
        assert_eq!(again, [408, 429, 502, 503, 504]);
    }

    #[test]
    fn a_4xx_other_than_408_and_429_is_no_failure() {
        let counted: Vec<u16> = (100..=499)
            .filter(|status| ErrorClass::of_status(*status).counts)
            .collect();
        assert_eq!(counted, [408, 429]);
        assert!((500..=599).all(|status| ErrorClass::of_status(status).counts));
    }

    #[test]
    fn an_api_error_is_to_its_callers_what_its_facts_say() {
        let facts = |status| ErrorFacts::new(StatusCode::from_u16(status).unwrap(), "told");
        let class = ErrorClass::of_facts(facts(503).retry_after(Duration::from_secs(7)));
        assert_eq!(
            class,
            ErrorClass::passing("told")
                .unexecuted()
                .retry_after(Duration::from_secs(7))
        );
        assert_eq!(ErrorClass::of_facts(facts(404)), ErrorClass::answer("told"));
        let stated = ErrorClass::failure("stated");
        assert_eq!(
            ErrorClass::of_facts(facts(404).class(stated.clone())),
            stated
        );
    }
}
