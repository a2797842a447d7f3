//! A call that the guard has refused or given up.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::passed::{BUSY, TIMEOUT, UNAVAILABLE};
use crate::error::{
    ApiError, Coded, ErrorClass, ErrorCodes, ErrorFacts, LogLevel, respond_to_error,
};

/// A call that the guard has refused or given up.
///
/// | | status | `code` |
/// |---|---|---|
/// | [`Open`](Self::Open) | 503 with `Retry-After` | `dependency_unavailable` |
/// | [`Full`](Self::Full) | 503 with `Retry-After` | `dependency_busy` |
/// | [`Deadline`](Self::Deadline), [`Attempt`](Self::Attempt) | 504 | `dependency_timeout` |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    /// The breaker is open: the call was not made.
    #[non_exhaustive]
    Open {
        /// The name of the dependency.
        dependency: Arc<str>,
        /// When the breaker lets a call through again, at the earliest.
        retry_after: Duration,
    },
    /// As many calls as may be are being made: this one was not.
    #[non_exhaustive]
    Full {
        /// The name of the dependency.
        dependency: Arc<str>,
    },
    /// The call's time was over, or that of the request for which it was made.
    #[non_exhaustive]
    Deadline {
        /// The name of the dependency.
        dependency: Arc<str>,
    },
    /// The last attempt's time was over.
    #[non_exhaustive]
    Attempt {
        /// The name of the dependency.
        dependency: Arc<str>,
    },
}

impl Rejected {
    /// The name of the dependency.
    pub fn dependency(&self) -> &str {
        match self {
            Self::Open { dependency, .. }
            | Self::Full { dependency }
            | Self::Deadline { dependency }
            | Self::Attempt { dependency } => dependency,
        }
    }

    /// Which one it is, in one word: `open`, `full`, `deadline`, `attempt`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Full { .. } => "full",
            Self::Deadline { .. } => "deadline",
            Self::Attempt { .. } => "attempt",
        }
    }

    /// What a guard around the one that has refused makes of it: nothing to be tried again, for this
    /// one has; a failure only where the dependency has failed.
    fn told_around(&self) -> ErrorClass {
        let class = |status| ErrorClass::rejection(self.kind(), status);
        match self {
            Self::Open { retry_after, .. } => class(StatusCode::SERVICE_UNAVAILABLE)
                .counts(true)
                .retry_after(*retry_after),
            Self::Full { .. } => class(StatusCode::SERVICE_UNAVAILABLE),
            Self::Deadline { .. } => class(StatusCode::GATEWAY_TIMEOUT),
            Self::Attempt { .. } => class(StatusCode::GATEWAY_TIMEOUT).counts(true),
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dependency = self.dependency();
        match self {
            Self::Open { retry_after, .. } => {
                write!(
                    f,
                    "the breaker of `{dependency}` is open for {retry_after:?}"
                )
            }
            Self::Full { .. } => write!(f, "as many calls of `{dependency}` as may be are made"),
            Self::Deadline { .. } => write!(f, "the time for calling `{dependency}` was over"),
            Self::Attempt { .. } => write!(f, "`{dependency}` did not answer in time"),
        }
    }
}

impl Error for Rejected {}

impl ApiError for Rejected {
    fn facts(&self) -> ErrorFacts {
        let facts = match self {
            Self::Open { retry_after, .. } => UNAVAILABLE
                .for_the_request()
                .facts()
                .retry_after(*retry_after)
                .level(LogLevel::Warn),
            Self::Full { .. } => BUSY.for_the_request().facts().level(LogLevel::Warn),
            Self::Deadline { .. } | Self::Attempt { .. } => TIMEOUT.facts(),
        };
        facts.class(self.told_around())
    }

    fn message(&self) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(match self {
            Self::Open { .. } => UNAVAILABLE.for_the_request().message,
            Self::Full { .. } => BUSY.for_the_request().message,
            Self::Deadline { .. } | Self::Attempt { .. } => TIMEOUT.message,
        }))
    }
}

impl ResponseError for Rejected {
    fn status_code(&self) -> StatusCode {
        self.facts().status
    }

    fn error_response(&self) -> HttpResponse {
        respond_to_error(self)
    }
}

impl Coded for Rejected {
    const CODES: &'static ErrorCodes = &ErrorCodes {
        own: &[
            UNAVAILABLE.error_code("Rejected::Open"),
            BUSY.error_code("Rejected::Full"),
            TIMEOUT.error_code("Rejected::Deadline"),
        ],
        passed_on: &[],
    };
}
