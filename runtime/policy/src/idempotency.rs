//! `idempotent`: equal requests under one key run once.

use std::fmt;
use std::str::FromStr;

use crate::words::{Known, Options, Word, words};
use crate::{Duration, PolicyError};

/// How `Idempotency-Key` is honoured: a flag, or `ttl:24h optional rerun-safe`, or `tx`.
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
    /// Whether the claim, what the handler writes and the answer are one transaction of the
    /// database. A run that was lost did nothing then, so it is always safe to run again.
    pub tx: bool,
}

const KNOWN: [Known; 4] = [
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
    Known {
        word: "tx",
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
        tx: false,
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
        if let Some(lease) = words(text).find(|word| names_a_lease(*word)) {
            return Err(no_lease(text, lease));
        }
        let options = Options::read(words(text), "`idempotent`", &KNOWN)?;
        if let (Some(_), Some(rerun)) = (options.word("tx"), options.word("rerun-safe")) {
            return Err(rerun
                .error("`rerun-safe` says nothing beside `tx`: a run that was lost did nothing")
                .help(format!("write `{}`", without(text, rerun))));
        }
        let ttl = match options.value("ttl") {
            Some(word) => Duration::read_ttl(word)?,
            None => Self::DEFAULT.ttl,
        };
        Ok(Self {
            ttl,
            optional: options.flag("optional"),
            rerun_safe: options.flag("rerun-safe"),
            tx: options.flag("tx"),
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
        if self.tx {
            said.push("tx".to_owned());
        }
        f.write_str(&said.join(" "))
    }
}

/// Whether it is `lease`, with a value or without.
fn names_a_lease(word: Word<'_>) -> bool {
    word.text.split([':', '=']).next() == Some("lease")
}

/// Elsewhere a lease is a setting; here it cannot be shorter than the run it protects.
fn no_lease(text: &str, lease: Word<'_>) -> PolicyError {
    let rest = without(text, lease);
    let help = match rest.as_str() {
        "" => "remove it; a longer `timeout` is a longer lease".to_owned(),
        rest => format!("write `{rest}`; a longer `timeout` is a longer lease"),
    };
    lease
        .error(format!(
            "unknown word `{}`: a claim is held for as long as `timeout` lets its run take",
            lease.text
        ))
        .help(help)
}

/// The text without one of its words.
fn without(text: &str, left_out: Word<'_>) -> String {
    let rest = words(text).filter(|word| word.start != left_out.start);
    rest.map(|word| word.text).collect::<Vec<_>>().join(" ")
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
        let policy: Idempotency = "tx optional".parse().unwrap();
        assert!(policy.tx);
        assert_eq!(policy.to_string(), "optional tx");
    }

    #[test]
    fn a_lost_transaction_is_always_safe_to_run_again() {
        let error = "rerun-safe tx ttl:60".parse::<Idempotency>().unwrap_err();
        assert_eq!(error.at, (0, 10));
        assert_eq!(error.help.as_deref(), Some("write `tx ttl:60`"));
    }

    #[test]
    fn a_lease_is_as_long_as_the_timeout() {
        let error = "ttl:1h lease:30s".parse::<Idempotency>().unwrap_err();
        assert_eq!(
            error.message,
            "unknown word `lease:30s`: a claim is held for as long as `timeout` lets its run take"
        );
        assert_eq!(
            error.help.as_deref(),
            Some("write `ttl:1h`; a longer `timeout` is a longer lease")
        );
        assert!("lease".parse::<Idempotency>().is_err());
    }

    #[test]
    fn unknown_words_and_bad_values_are_refused() {
        for (text, help) in [
            ("rerun_safe", "write `rerun-safe`"),
            ("optional:true", "write `optional`"),
            ("tx:true", "write `tx`"),
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
