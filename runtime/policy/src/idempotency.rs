//! `idempotent`: equal requests under one key run once.

use std::fmt;
use std::str::FromStr;

use crate::words::{Known, Options, words};
use crate::{Duration, PolicyError};

/// How `Idempotency-Key` is honoured: a flag, or `ttl:24h optional rerun-safe`.
///
/// The empty text is the flag: every default. A bare number behind `ttl:` is seconds.
///
/// ```
/// use hardpoint_policy::{Duration, Idempotency};
///
/// let policy: Idempotency = "ttl:1h optional".parse()?;
/// assert_eq!(policy.ttl, Duration::from_secs(3600));
/// assert!(policy.optional && !policy.rerun_safe);
/// assert_eq!("".parse(), Ok(Idempotency::default()));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotency {
    /// How long an answer is kept for replay; `24h` where nothing is said.
    pub ttl: Duration,
    /// Whether a request without a key is let through, unprotected.
    pub optional: bool,
    /// Whether a run whose outcome is unknown may be run again.
    pub rerun_safe: bool,
}

const KNOWN: [Known; 3] = [
    Known {
        word: "ttl",
        example: Some("24h"),
    },
    Known {
        word: "optional",
        example: None,
    },
    Known {
        word: "rerun-safe",
        example: None,
    },
];

impl Idempotency {
    /// What the flag alone means: `ttl:24h`, a key is required, an unknown outcome is not run
    /// again.
    pub const DEFAULT: Self = Self {
        ttl: Duration::from_secs(86_400),
        optional: false,
        rerun_safe: false,
    };
}

impl Default for Idempotency {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for Idempotency {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let options = Options::read(words(text), "`idempotent`", &KNOWN)?;
        let ttl = match options.value("ttl") {
            Some(word) => Duration::read_ttl(word)?,
            None => Self::DEFAULT.ttl,
        };
        Ok(Self {
            ttl,
            optional: options.flag("optional"),
            rerun_safe: options.flag("rerun-safe"),
        })
    }
}

impl fmt::Display for Idempotency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = Vec::new();
        if self.ttl != Self::DEFAULT.ttl {
            said.push(format!("ttl:{}", self.ttl.lifetime_text()));
        }
        if self.optional {
            said.push("optional".to_owned());
        }
        if self.rerun_safe {
            said.push("rerun-safe".to_owned());
        }
        f.write_str(&said.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_every_default() {
        let policy: Idempotency = " ".parse().unwrap();
        assert_eq!(policy, Idempotency::default());
        assert_eq!(policy.to_string(), "");
        assert_eq!("ttl:24h".parse(), Ok(policy));
    }

    #[test]
    fn every_word_is_read_in_any_order() {
        let policy: Idempotency = "rerun-safe ttl:60 optional".parse().unwrap();
        assert_eq!(policy.to_string(), "ttl:60 optional rerun-safe");
    }

    #[test]
    fn unknown_words_and_bad_values_are_refused() {
        for (text, help) in [
            ("rerun_safe", "write `rerun-safe`"),
            ("optional:true", "write `optional`"),
            ("ttl", "write `ttl:24h`"),
            ("ttl:0", "write `60` or more"),
            ("ttl:1d", "write `24h`"),
            ("optional optional", "keep one of `optional` and `optional`"),
        ] {
            let error = text.parse::<Idempotency>().unwrap_err();
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }
}
