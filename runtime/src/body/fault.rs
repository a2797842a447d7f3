//! What can be wrong with a body before anybody has looked at its contents.

use std::borrow::Cow;
use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};

use super::coding;
use crate::error::Problem;

/// A body that could not be read, with the part of it that was not.
pub(crate) struct BodyFault {
    /// What is wrong.
    pub(crate) kind: BodyFaultKind,
    /// What is left unread: hand it to [`hold_until_sent`](super::hold_until_sent) with the
    /// response.
    pub(crate) rest: Payload,
}

/// What is wrong with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFaultKind {
    /// It is, or says that it is, or becomes once decoded, larger than `limit` bytes.
    TooLarge {
        /// The most that is allowed, in bytes.
        limit: usize,
    },
    /// It did not arrive by the deadline, or arrived below the least rate.
    TooSlow,
    /// Its content coding is unknown, or it has several.
    UnsupportedCoding,
    /// It is not what its content coding says it is.
    Corrupt,
    /// It ended before its end, or its transfer coding is wrong.
    Broken,
}

impl BodyFaultKind {
    /// The answer to it: 413, 408, 415 with `Accept-Encoding` (RFC 9110 §15.5.16), or 400.
    pub(crate) fn problem(self) -> Problem {
        let (status, code, detail) = match self {
            Self::TooLarge { limit } => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                Cow::Owned(format!("the body may have at most {limit} bytes")),
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                Cow::Borrowed("the body did not arrive in time"),
            ),
            Self::UnsupportedCoding => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_content_encoding",
                Cow::Owned(format!(
                    "the body may have one of these content codings: {}",
                    coding::SUPPORTED
                )),
            ),
            Self::Corrupt => (
                StatusCode::BAD_REQUEST,
                "body_corrupt",
                Cow::Borrowed("the body is not what its `Content-Encoding` says"),
            ),
            Self::Broken => (
                StatusCode::BAD_REQUEST,
                "body_incomplete",
                Cow::Borrowed("the body ended early or is badly framed"),
            ),
        };
        let mut problem = Problem::new(status, code);
        problem.detail = Some(detail);
        problem.close = matches!(self, Self::TooSlow | Self::Broken);
        if self == Self::UnsupportedCoding {
            problem.headers.push((
                header::ACCEPT_ENCODING,
                HeaderValue::from_static(coding::SUPPORTED),
            ));
        }
        problem
    }
}

impl fmt::Debug for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyFault")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
