//! Why a process ended otherwise than it was told to.

use std::error::Error;
use std::{fmt, io};

use crate::start::StartError;

/// Why [`run`](crate::Builder::run) came to an end that it was not told to come to.
///
/// Returned from `main`, it makes the exit code 1.
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
        }
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            Self::Listen { source, .. } | Self::Server(source) => Some(source),
            Self::StartUp { source, .. } => Some(&**source),
        }
    }
}

impl From<StartError> for RunError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}
