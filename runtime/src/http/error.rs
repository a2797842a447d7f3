//! What can go wrong with a request to another service. Nothing here shows queries, credentials or bodies.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde::de::DeserializeOwned;

use super::destination::Origin;
use super::json;
use super::resolver::Inside;

/// What went wrong with a request to another service.
///
/// It never shows a URL's path, query or credentials, nor anything of a body: those are for
/// whoever asks, as in [`StatusError::body`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be made: its URL, a header or its body is none. A mistake here.
    Request(&'static str),
    /// The rules for destinations refuse it. Nothing was sent there.
    Refused(Box<RefusedError>),
    /// There was no connection: nothing was sent.
    Connect(Box<ConnectionError>),
    /// It was not done in time.
    Timeout(TimedOut),
    /// The connection was lost, or what came over it is no HTTP. What was sent may have been done.
    Lost(Box<ConnectionError>),
    /// The answer's status is not 2xx.
    Status(Box<StatusError>),
    /// There were more redirects than are followed.
    TooManyRedirects {
        /// How many are.
        limit: usize,
    },
    /// A redirect leads to no URL.
    Redirect,
    /// The answer's body is larger than was allowed.
    TooLarge {
        /// The most bytes that were.
        limit: u64,
    },
    /// The answer's body is not what was expected of it.
    Decode(DecodeError),
}

/// Which of its times a request has overrun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimedOut {
    /// The time for a connection. Nothing was sent.
    Connect,
    /// The time for the answer's head, or from one part of its body to the next.
    Read,
    /// The time for all of it.
    Total,
    /// The time of the call or the request that it is made for was over before it began. Nothing was sent.
    Deadline,
}

/// Why a request may not go where it was to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The host's address is no part of the public internet.
    Address {
        /// What it is: `loopback`, `private`, `link-local`, …
        kind: &'static str,
    },
    /// The scheme is neither `http` nor `https`.
    Scheme,
    /// The client only speaks `https`.
    NotHttps,
    /// A redirect leads from `https` to `http`.
    Downgrade,
    /// The URL has a user or a password.
    Credentials,
}

impl Refusal {
    pub(super) fn of(self, url: &Url) -> Error {
        Error::Refused(Box::new(RefusedError {
            refusal: self,
            origin: Origin::of(url),
        }))
    }
}

/// A request that was refused, and where it was to go.
pub struct RefusedError {
    refusal: Refusal,
    origin: Origin,
}

impl RefusedError {
    /// Why.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        self.refusal
    }

    /// To which host.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.origin.host
    }
}

/// A connection that was not made, or was lost.
pub struct ConnectionError {
    origin: Origin,
    source: reqwest::Error,
}

impl ConnectionError {
    /// Whose host it was of.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.origin.host
    }

    /// Whether the host's name has no address.
    #[must_use]
    pub fn is_dns(&self) -> bool {
        self.source.is_dns()
    }
}

/// An answer that was not 2xx.
pub struct StatusError {
    pub(super) status: StatusCode,
    pub(super) origin: Origin,
    pub(super) headers: HeaderMap,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Bytes,
}

impl StatusError {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// When it is worth trying again, by `Retry-After` (RFC 9110 §10.2.3) in seconds or as a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The beginning of its body: 16 KiB at most, and of a slow one what came within 250 ms.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The same as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`], also where it was cut off.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        json::decoded(&self.body)
    }
}

/// Where a body is not what was expected, without a word of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    pub(super) what: &'static str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Error {
    pub(super) fn malformed(why: &'static str) -> Self {
        Self::Request(why)
    }

    /// What `error` of a request to `origin` is.
    pub(super) fn of(error: reqwest::Error, origin: &Origin) -> Self {
        if let Some(kind) = inside(&error) {
            return Self::Refused(Box::new(RefusedError {
                refusal: Refusal::Address { kind },
                origin: origin.clone(),
            }));
        }
        if error.is_timeout() {
            return Self::Timeout(match error.is_connect() {
                true => TimedOut::Connect,
                false => TimedOut::Read,
            });
        }
        if error.is_builder() {
            return Self::Request("the URL is none of HTTP's");
        }
        let is_connect = error.is_connect();
        let lost = ConnectionError {
            origin: origin.clone(),
            source: error.without_url(),
        };
        match is_connect {
            true => Self::Connect(Box::new(lost)),
            false => Self::Lost(Box::new(lost)),
        }
    }

    /// The status of the answer, where that is what is wrong.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status(error) => Some(error.status),
            _ => None,
        }
    }

    /// A word for it, one of few: what metrics and breakers tell errors apart by.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Refused(_) => "refused",
            Self::Connect(error) if error.is_dns() => "dns",
            Self::Connect(_) => "connect",
            Self::Timeout(_) => "timeout",
            Self::Lost(_) => "reset",
            Self::Status(_) => "status",
            Self::TooManyRedirects { .. } | Self::Redirect => "redirect",
            Self::TooLarge { .. } => "too_large",
            Self::Decode(_) => "decode",
        }
    }
}

/// What our resolver has said of the host, somewhere among the causes.
fn inside(error: &reqwest::Error) -> Option<&'static str> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(inside) = error.downcast_ref::<Inside>() {
            return Some(inside.kind);
        }
        cause = error.source();
    }
    None
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(why) => write!(f, "the request cannot be made: {why}"),
            Self::Refused(error) => error.fmt(f),
            Self::Connect(error) => write!(f, "no connection to {}", error.origin),
            Self::Timeout(which) => which.fmt(f),
            Self::Lost(error) => write!(f, "the connection to {} was lost", error.origin),
            Self::Status(error) => error.fmt(f),
            Self::TooManyRedirects { limit } => write!(f, "more than {limit} redirects"),
            Self::Redirect => f.write_str("a redirect leads to no URL"),
            Self::TooLarge { limit } => write!(f, "the answer is larger than {limit} bytes"),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Connect(error) | Self::Lost(error) => Some(&error.source),
            _ => None,
        }
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "there was no connection in time",
            Self::Read => "the answer, or its next part, did not come in time",
            Self::Total => "the answer was not there in time",
            Self::Deadline => "there was no time left to ask",
        })
    }
}

impl fmt::Display for RefusedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a request to {} is refused: ", self.origin)?;
        match self.refusal {
            Refusal::Address { kind } => write!(f, "its address is {kind}"),
            Refusal::Scheme => f.write_str("it is neither http nor https"),
            Refusal::NotHttps => f.write_str("it is not https"),
            Refusal::Downgrade => f.write_str("it would lead from https to http"),
            Refusal::Credentials => f.write_str("its URL has a user or a password"),
        }
    }
}

impl fmt::Debug for RefusedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefusedError")
            .field("origin", &self.origin)
            .field("refusal", &self.refusal)
            .finish()
    }
}

impl fmt::Debug for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionError")
            .field("origin", &self.origin)
            .field("source", &self.source)
            .finish()
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}", self.origin, self.status)
    }
}

/// Bodies and headers have secrets.
impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusError")
            .field("origin", &self.origin)
            .field("status", &self.status)
            .field("retry_after", &self.retry_after)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer {}", self.what)?;
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}
