//! What comes of a guarded call that fails, from whichever library it comes.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::{fmt, io};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::classify::Classify;
#[cfg(feature = "postgres")]
use super::classify::of_db;
use super::passed::{FAILED, passed_on};
use super::rejected::Rejected;
#[cfg(feature = "postgres")]
use crate::db;
use crate::error::{ApiError, Coded, ErrorClass, ErrorCodes, ErrorFacts, respond_to_error};

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

impl ResponseError for DependencyError {
    fn status_code(&self) -> StatusCode {
        self.facts().status
    }

    fn error_response(&self) -> HttpResponse {
        respond_to_error(self)
    }
}

impl Coded for DependencyError {
    const CODES: &'static ErrorCodes = &ErrorCodes {
        own: &[FAILED.error_code("DependencyError::Failed")],
        passed_on: &[Rejected::CODES],
    };
}

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
        Self::classed(of_db(&error), error)
    }
}
