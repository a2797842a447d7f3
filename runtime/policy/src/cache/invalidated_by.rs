//! `invalidated-by:` who invalidates a cached tag.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{Word, choice, only};

/// Who invalidates the tags of a cached answer.
///
/// ```
/// use hardpoint_policy::InvalidatedBy;
///
/// assert_eq!("ttl".parse(), Ok(InvalidatedBy::Ttl));
/// assert_eq!(InvalidatedBy::default().to_string(), "endpoints");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvalidatedBy {
    /// Endpoints that say so in `invalidates`: for each tag there is one.
    #[default]
    Endpoints,
    /// Nobody: an answer is wrong for as long as its `ttl:` at most, and that will do.
    Ttl,
    /// The service's own code, such as a consumer of events.
    Code,
}

const CHOICES: [(&str, InvalidatedBy); 3] = [
    ("ttl", InvalidatedBy::Ttl),
    ("code", InvalidatedBy::Code),
    ("endpoints", InvalidatedBy::Endpoints),
];

impl InvalidatedBy {
    pub(super) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        choice(word, "cause of an invalidation", &CHOICES)
    }
}

impl FromStr for InvalidatedBy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "`ttl`, `code` or `endpoints`", "ttl")?)
    }
}

impl fmt::Display for InvalidatedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Endpoints => "endpoints",
            Self::Ttl => "ttl",
            Self::Code => "code",
        })
    }
}
