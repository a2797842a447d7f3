//! Why a process ended otherwise than it was told to.

use std::error::Error;
use std::{fmt, io};

use crate::start::StartError;

/// Why [`run`](crate::Builder::run) came to an end that it was not told to come to, or not in order.
///
/// Returned from `main`, it makes the exit code 1. `Display` and `Debug` print the same, so that
/// what `main` says of it can be read.
#[non_exhaustive]
pub enum RunError {
    /// The service does not start: every reason at once.
    Start(StartError),
    /// It cannot listen there.
    Listen {
        /// Where.
        at: String,
        /// Why.
        source: io::Error,
    },
    /// What was to be done before requests are served has failed.
    StartUp {
        /// What it is called.
        name: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The server ended by itself.
    Server(io::Error),
    /// It was told to stop and has stopped, and this was not done: what hung, or has failed.
    ///
    /// Requests that were cut off are none of it: that is what the drain budget is for.
    Unfinished(Vec<String>),
}

/// As it is read when it ends `main`.
impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => write!(f, "{error}"),
            Self::Listen { at, source } => write!(f, "cannot listen on {at}: {source}"),
            Self::StartUp { name, source } => write!(f, "`{name}` has failed: {source}"),
            Self::Server(error) => write!(f, "the server has ended: {error}"),
            Self::Unfinished(what) => write!(f, "stopped, but not in order: {}", what.join("; ")),
        }
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            Self::Listen { source, .. } | Self::Server(source) => Some(source),
            Self::StartUp { source, .. } => Some(&**source),
            Self::Unfinished(_) => None,
        }
    }
}

impl From<StartError> for RunError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}
