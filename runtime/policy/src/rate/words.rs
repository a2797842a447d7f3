//! The words of a rate: what stands behind `per:`, `on-outage:` and `mode:`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{Mode, OnOutage, RateKey};
use crate::PolicyError;
use crate::header::read_header;
use crate::words::{Word, choice, only};

/// What users of other grammars write for a key of ours.
const ALIASES: [(&str, &str); 8] = [
    ("user", "principal"),
    ("account", "principal"),
    ("subject", "principal"),
    ("address", "ip"),
    ("client", "ip"),
    ("organization", "tenant"),
    ("all", "global"),
    ("endpoint", "global"),
];

impl RateKey {
    pub(super) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        if let Some(inside) = word
            .text
            .strip_prefix("header(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            return read_header(word.part(7, 7 + inside.len())).map(Self::Header);
        }
        if let Some(rest) = word.text.strip_prefix("header") {
            let name: String = rest
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            let name = if name.is_empty() {
                "x-key".to_owned()
            } else {
                name.to_lowercase()
            };
            return Err(word
                .error(format!(
                    "`{}` is no key: expected the header's name in parentheses",
                    word.text
                ))
                .help(format!("write `per:header({name})`")));
        }
        if let Some((_, write)) = ALIASES.iter().find(|(name, _)| *name == word.text) {
            return Err(word
                .error(format!(
                    "unknown key `{}`: expected `ip`, `principal`, `tenant`, `header(x-key)` or `global`",
                    word.text
                ))
                .help(format!("write `{write}`")));
        }
        let example = Self::Header(Cow::Borrowed("x-key"));
        let keys = [
            ("ip", Self::Ip),
            ("principal", Self::Principal),
            ("tenant", Self::Tenant),
            ("header(x-key)", example),
            ("global", Self::Global),
        ];
        choice(word, "key", &keys)
    }
}

impl OnOutage {
    pub(super) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        choice(
            word,
            "answer to an outage",
            &[("local", Self::Local), ("deny", Self::Deny)],
        )
    }
}

impl Mode {
    pub(super) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        choice(
            word,
            "mode",
            &[("enforce", Self::Enforce), ("shadow", Self::Shadow)],
        )
    }
}

impl FromStr for RateKey {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "what is counted apart", "ip")?)
    }
}

impl FromStr for OnOutage {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "`local` or `deny`", "deny")?)
    }
}

impl FromStr for Mode {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "`enforce` or `shadow`", "shadow")?)
    }
}

impl fmt::Display for RateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip => f.write_str("ip"),
            Self::Principal => f.write_str("principal"),
            Self::Tenant => f.write_str("tenant"),
            Self::Header(name) => write!(f, "header({name})"),
            Self::Global => f.write_str("global"),
        }
    }
}

impl fmt::Display for OnOutage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "local",
            Self::Deny => "deny",
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Enforce => "enforce",
            Self::Shadow => "shadow",
        })
    }
}
