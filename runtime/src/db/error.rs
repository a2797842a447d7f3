//! What can go wrong between a handler and its database.

use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::WrongType;

use super::ServerError;
use crate::context::RequestContext;

/// What can go wrong between a handler and its database.
///
/// Each is an [`ApiError`](trait@crate::ApiError), so a handler returns it as it is, or as the
/// `transparent` variant of an error of its own. A 503 says that nothing was executed, a 504 or 500
/// that it may have been. None shows a statement or its parameters, to clients or in logs.
///
/// ```
/// use hardpoint::{ApiError, db};
///
/// #[derive(Debug, ApiError)]
/// enum OrderError {
///     #[api(status = 404, code = "order_not_found")]
///     NotFound,
///     #[api(transparent)]
///     Database(#[from] db::Error),
/// }
/// ```
#[derive(Debug, crate::ApiError)]
#[api(crate = "crate")]
#[non_exhaustive]
pub enum Error {
    /// No connection became free in time.
    #[api(
        status = 503,
        code = "database_busy",
        message = "no connection to the database became free in time",
        retry_after = "1s",
        level = "warn"
    )]
    Busy,
    /// The server could not be reached, or was lost before anything was executed.
    #[api(
        status = 503,
        code = "database_unavailable",
        message = "the database is not available",
        retry_after = "1s"
    )]
    Unavailable(#[source] Lost),
    /// Others were in the way until the last attempt (a deadlock, a serialization failure, or a
    /// table that was changed under a statement); nothing was executed.
    #[api(
        status = 503,
        code = "database_contended",
        message = "others were working on the same",
        retry_after = "1s",
        level = "warn"
    )]
    Contended(#[source] ServerError),
    /// The request's deadline passed, or the longest time that a statement may take.
    #[api(
        status = 504,
        code = "deadline_exceeded",
        message = "the database did not answer in time"
    )]
    Deadline,
    /// The connection was lost while the server was at work: nobody can tell what became of it.
    #[api(
        status = 500,
        code = "database_outcome_unknown",
        message = "the connection to the database was lost; the request may have been executed"
    )]
    OutcomeUnknown(#[source] Lost),
    /// What failed has had no effect, but the request has had one before: a statement was executed
    /// or a transaction committed for it, so that it is not safe to send it again. The source is
    /// what the error would have been else.
    #[api(
        status = 500,
        code = "database_failed_midway",
        message = "the request has been executed in part"
    )]
    Midway(#[source] Box<Error>),
    /// The server refused the statement.
    #[api(internal)]
    Refused(#[source] ServerError),
    /// A statement's parameters or its rows are not what its code takes them for.
    #[api(internal)]
    Mismatch(#[source] Mismatch),
    /// A transaction was to be committed although a statement of it had failed or was given up.
    #[api(internal)]
    Broken,
    /// A statement that begins or ends a transaction: [`Db::transaction`](super::Db::transaction)
    /// does that.
    #[api(internal)]
    TransactionControl,
    /// What the settings ask for is not possible.
    #[api(internal)]
    Settings(#[source] Fault),
}

impl Error {
    /// Whether what failed is known to have had no effect.
    pub(super) fn is_without_effect(&self) -> bool {
        match self {
            Self::Busy
            | Self::Unavailable(_)
            | Self::Contended(_)
            | Self::Midway(_)
            | Self::Refused(_)
            | Self::Broken
            | Self::TransactionControl
            | Self::Settings(_) => true,
            Self::Deadline | Self::OutcomeUnknown(_) | Self::Mismatch(_) => false,
        }
    }

    /// What it is in a transaction, of which all that met it is undone: where it has passed by the
    /// next time, it is no fault of the statement's.
    pub(super) fn in_a_transaction(self) -> Self {
        match self {
            Self::Refused(error) if error.is_passing() => Self::Contended(error),
            other => other,
        }
    }

    /// What it is for the request at hand: a 503 says that nothing was executed of all of it.
    pub(crate) fn for_the_request(self) -> Self {
        let is_503 = matches!(self, Self::Busy | Self::Unavailable(_) | Self::Contended(_));
        match RequestContext::current() {
            Some(context) if is_503 && context.has_effects() => {
                context.note_doubt();
                Self::Midway(Box::new(self))
            }
            _ => self,
        }
    }

    pub(crate) fn fault(words: impl Into<String>) -> Self {
        Self::Settings(Fault::because(words))
    }

    /// What it is, in one word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Unavailable(_) => "unavailable",
            Self::Contended(_) => "contended",
            Self::Deadline => "deadline",
            Self::OutcomeUnknown(_) => "outcome_unknown",
            Self::Midway(_) => "midway",
            Self::Refused(_) => "refused",
            Self::Mismatch(_) => "mismatch",
            Self::Broken => "broken",
            Self::TransactionControl => "transaction_control",
            Self::Settings(_) => "settings",
        }
    }

    /// The SQLSTATE, where it was the server that refused.
    pub fn code(&self) -> Option<&SqlState> {
        self.server().map(ServerError::code)
    }

    /// What the server said, where it was the server that refused.
    pub fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Refused(error) | Self::Contended(error) => Some(error),
            Self::Midway(error) => error.server(),
            _ => None,
        }
    }

    /// Whether a unique constraint was violated, and which.
    ///
    /// ```
    /// use hardpoint::db::Error;
    ///
    /// fn is_taken(error: &Error) -> bool {
    ///     error.violated_unique() == Some("users_email_key")
    /// }
    /// ```
    pub fn violated_unique(&self) -> Option<&str> {
        let error = self.server()?;
        (*error.code() == SqlState::UNIQUE_VIOLATION)
            .then(|| error.constraint())
            .flatten()
    }

    /// Whether it was a prepared statement that has grown stale; see [`ServerError`].
    pub(super) fn is_stale_statement(&self) -> bool {
        self.server().is_some_and(ServerError::is_stale_statement)
    }

    /// What came of a statement that was `at` that point.
    pub(super) fn of(error: &tokio_postgres::Error, at: Stage) -> Self {
        if let Some(error) = error.as_db_error() {
            let error = ServerError::new(error);
            return match at {
                _ if *error.code() == SqlState::QUERY_CANCELED => Self::Deadline,
                _ if error.is_contention() => Self::Contended(error),
                Stage::Connecting => Self::Unavailable(Lost::said(&error)),
                Stage::Harmless if error.is_fatal() => Self::Unavailable(Lost::said(&error)),
                Stage::Lasting if error.is_fatal() => Self::OutcomeUnknown(Lost::said(&error)),
                _ => Self::Refused(error),
            };
        }
        if let Some(mismatch) = Mismatch::of(error) {
            return Self::Mismatch(mismatch);
        }
        let lost = Lost(words(error));
        match at {
            Stage::Connecting | Stage::Harmless => Self::Unavailable(lost),
            Stage::Lasting => Self::OutcomeUnknown(lost),
        }
    }
}

/// So that `row.try_get(…)?` is an error of the handler's.
impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(refused) => Self::Refused(ServerError::new(refused)),
            None => Self::Mismatch(Mismatch(words(&error))),
        }
    }
}

/// How far a statement had come when something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// There was no connection yet.
    Connecting,
    /// Whatever it has done is undone with its connection, or was only looking.
    Harmless,
    /// It may have been executed for good.
    Lasting,
}

macro_rules! in_words {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(String);

        impl $name {
            pub(super) fn because(words: impl Into<String>) -> Self {
                Self(words.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl StdError for $name {}
    };
}

in_words! {
    /// How a connection was lost, in words without any of a statement's.
    Lost
}

in_words! {
    /// In what a statement is not what its code takes it for, in words without any value.
    Mismatch
}

in_words! {
    /// What is wrong with the settings, in words without a password.
    Fault
}

impl Lost {
    fn said(error: &ServerError) -> Self {
        Self(error.to_string())
    }
}

impl Mismatch {
    /// What is wrong with a statement's parameters, where that is what `error` is about.
    pub(super) fn of(error: &tokio_postgres::Error) -> Option<Self> {
        let text = error.to_string();
        let is_about_parameters =
            text.starts_with("error serializing parameter") || text.starts_with("expected ");
        is_about_parameters.then(|| Self(words(error)))
    }
}

/// The error in words, less what may hold a value.
fn words(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(source) if source.is::<WrongType>() || source.is::<std::io::Error>() => {
            format!("{error}: {source}")
        }
        _ => error.to_string(),
    }
}
