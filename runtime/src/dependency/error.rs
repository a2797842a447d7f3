//! What a guarded call ends with where it does not end well.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::Classify;
use crate::error::{
    ApiError, Coded, ErrorClass, ErrorCode, ErrorCodes, ErrorFacts, LogLevel, respond_to_error,
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

impl StdError for Rejected {}

impl ApiError for Rejected {
    fn facts(&self) -> ErrorFacts {
        let facts = match self {
            Self::Open { retry_after, .. } => for_the_request(&UNAVAILABLE)
                .facts()
                .retry_after(*retry_after)
                .level(LogLevel::Warn),
            Self::Full { .. } => for_the_request(&BUSY).facts().level(LogLevel::Warn),
            Self::Deadline { .. } | Self::Attempt { .. } => TIMEOUT.facts(),
        };
        facts.class(self.told_around())
    }

    fn message(&self) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(match self {
            Self::Open { .. } => for_the_request(&UNAVAILABLE).message,
            Self::Full { .. } => for_the_request(&BUSY).message,
            Self::Deadline { .. } | Self::Attempt { .. } => TIMEOUT.message,
        }))
    }
}

/// What comes of a guarded call that fails: the guard's own refusals, and what the dependency has
/// failed with, from whichever library it comes.
///
/// A handler returns it as it is, or as the `transparent` variant of an error of its own. What a
/// client reads is a 503 where nothing was executed, a 504 where the dependency was too slow, and a
/// 502 else; never what the dependency has said.
///
/// ```
/// use hardpoint::ApiError;
/// use hardpoint::dependency::DependencyError;
///
/// #[derive(Debug, ApiError)]
/// enum OrderError {
///     #[api(status = 409, code = "out_of_stock")]
///     OutOfStock,
///     #[api(transparent)]
///     Inventory(#[from] DependencyError),
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum DependencyError {
    /// The guard has refused the call, or given it up.
    Rejected(Rejected),
    /// The call has failed.
    #[non_exhaustive]
    Failed {
        /// What to make of it.
        class: ErrorClass,
        /// What it failed with.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl DependencyError {
    /// Of any other error that says [what to make of it](Classify): `.map_err(DependencyError::of)`.
    pub fn of<E: Classify + StdError + Send + Sync + 'static>(error: E) -> Self {
        Self::Failed {
            class: error.class(),
            source: Box::new(error),
        }
    }

    /// Of an error that says nothing of itself, with what to make of it.
    ///
    /// ```
    /// use hardpoint::dependency::{DependencyError, ErrorClass};
    ///
    /// let nonsense = "x".parse::<u32>().unwrap_err();
    /// let error = DependencyError::classed(ErrorClass::failure("no_number"), nonsense);
    /// assert!(matches!(error, DependencyError::Failed { .. }));
    /// ```
    pub fn classed(class: ErrorClass, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Failed {
            class,
            source: source.into(),
        }
    }

    /// What it failed with, if it was an error of that type.
    pub fn failed_with<E: StdError + 'static>(&self) -> Option<&E> {
        match self {
            Self::Rejected(_) => None,
            Self::Failed { source, .. } => source.downcast_ref(),
        }
    }
}

impl fmt::Display for DependencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Failed { class, .. } => write!(f, "a dependency has failed ({})", class.kind),
        }
    }
}

impl StdError for DependencyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Rejected(_) => None,
            Self::Failed { source, .. } => Some(&**source),
        }
    }
}

impl ApiError for DependencyError {
    fn facts(&self) -> ErrorFacts {
        let class = match self {
            Self::Rejected(rejected) => return rejected.facts(),
            Self::Failed { class, .. } => class,
        };
        let facts = passed_on(class).facts();
        let facts = match class.retry_after {
            Some(wait) => facts.retry_after(wait),
            None => facts,
        };
        facts.class(class.clone())
    }

    fn message(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Rejected(rejected) => rejected.message(),
            Self::Failed { class, .. } => Some(Cow::Borrowed(passed_on(class).message)),
        }
    }
}

/// As what a client sees a failure.
fn passed_on(class: &ErrorClass) -> &'static Passed {
    match class.status {
        StatusCode::SERVICE_UNAVAILABLE => for_the_request(&UNAVAILABLE),
        StatusCode::GATEWAY_TIMEOUT => &TIMEOUT,
        _ => &FAILED,
    }
}

/// What it is for the request at hand: a 503 says that nothing was executed of all of it, and is a
/// 502 where something has been done for it that cannot be taken back.
fn for_the_request(passed: &'static Passed) -> &'static Passed {
    let request = RequestContext::current();
    match request.is_some_and(|request| request.has_effects()) {
        true => &FAILED,
        false => passed,
    }
}

/// One of the ways in which a client hears of a dependency.
struct Passed {
    status: StatusCode,
    number: u16,
    code: &'static str,
    message: &'static str,
}

const UNAVAILABLE: Passed = Passed {
    status: StatusCode::SERVICE_UNAVAILABLE,
    number: 503,
    code: "dependency_unavailable",
    message: "a service that this one needs is not available; nothing was executed",
};

const BUSY: Passed = Passed {
    status: StatusCode::SERVICE_UNAVAILABLE,
    number: 503,
    code: "dependency_busy",
    message: "a service that this one needs is busy; nothing was executed",
};

const TIMEOUT: Passed = Passed {
    status: StatusCode::GATEWAY_TIMEOUT,
    number: 504,
    code: "dependency_timeout",
    message: "a service that this one needs did not answer in time; the request may have been executed",
};

const FAILED: Passed = Passed {
    status: StatusCode::BAD_GATEWAY,
    number: 502,
    code: "dependency_failed",
    message: "a service that this one needs has failed; the request may have been executed",
};

impl Passed {
    fn facts(&self) -> ErrorFacts {
        ErrorFacts::new(self.status, self.code)
    }

    const fn error_code(&self, error: &'static str) -> ErrorCode {
        ErrorCode::new(self.code, self.number, error).message(self.message)
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

impl Coded for DependencyError {
    const CODES: &'static ErrorCodes = &ErrorCodes {
        own: &[FAILED.error_code("DependencyError::Failed")],
        passed_on: &[Rejected::CODES],
    };
}

macro_rules! answered {
    ($($error:ty)*) => {$(
        impl ResponseError for $error {
            fn status_code(&self) -> StatusCode {
                self.facts().status
            }

            fn error_response(&self) -> HttpResponse {
                respond_to_error(self)
            }
        }
    )*};
}

answered! { Rejected DependencyError }

impl From<Rejected> for DependencyError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

macro_rules! failed_with {
    ($($(#[$cfg:meta])* $error:ty)*) => {$(
        $(#[$cfg])*
        impl From<$error> for DependencyError {
            fn from(error: $error) -> Self {
                Self::of(error)
            }
        }
    )*};
}

failed_with! {
    io::Error
    #[cfg(feature = "postgres")]
    tokio_postgres::Error
}

#[cfg(feature = "postgres")]
impl From<db::Error> for DependencyError {
    fn from(error: db::Error) -> Self {
        Self::classed(classify::of_db(&error), error)
    }
}

/// An error with which a guarded call can end: one of which is known what to make, and that can be a
/// refusal of the guard.
///
/// Nothing implements it by hand: it is there for every error that is [`Classify`] and
/// `From<Rejected>`, as [`DependencyError`] is.
#[diagnostic::on_unimplemented(
    message = "a guarded call cannot end with `{Self}`: it may have to say that it was refused\n\
               help: return `Result<_, hardpoint::dependency::DependencyError>`, or give `{Self}` a variant for refusals: `#[api(transparent)] Refused(#[from] hardpoint::dependency::Rejected)`",
    label = "this error is not `From<Rejected>`, or nothing says what to make of it"
)]
pub trait Failure: Classify + From<Rejected> {}

#[diagnostic::do_not_recommend]
impl<E: Classify + From<Rejected>> Failure for E {}

/// Whether the fallback of a call is asked: where the guard has refused, or the dependency has
/// failed; not where it has answered, with a 404 for one.
pub fn falls_back<E: Classify>(error: &E) -> bool {
    let class = error.class();
    class.is_rejection || class.counts || class.retryable
}
