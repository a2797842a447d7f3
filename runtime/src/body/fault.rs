//! What can be wrong with a body before anybody has looked at its contents.

use std::fmt;

use actix_web::dev::Payload;

use super::coding;
use crate::error::{Problem, Rejection};

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
    #[cfg(feature = "compress")]
    Corrupt,
    /// It ended before its end, or its transfer coding is wrong.
    Broken,
}

impl BodyFaultKind {
    /// The answer to it: 413, 408, 415 with `Accept-Encoding` (RFC 9110 §15.5.16), or 400.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Self::TooLarge { limit } => {
                Problem::payload_too_large(u64::try_from(limit).unwrap_or(u64::MAX))
            }
            Self::TooSlow => Rejection::RequestTimeout.problem(),
            Self::UnsupportedCoding => Problem::unsupported_encoding(coding::SUPPORTED),
            #[cfg(feature = "compress")]
            Self::Corrupt => Rejection::MalformedBody
                .problem()
                .detail("the body is not what its `Content-Encoding` says"),
            Self::Broken => Rejection::MalformedBody
                .problem()
                .detail("the body ended early or is badly framed")
                .close(),
        }
    }
}

impl fmt::Debug for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyFault")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
