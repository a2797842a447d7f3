//! `deprecated` and `sunset`: from when an endpoint should no longer be used, and until when it
//! can be.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::reference::read_reference;
use crate::words::{Known, Options, first, without_commas, words};
use crate::{Date, PolicyError};

/// Since when an endpoint should no longer be used, and what to use:
/// `2026-06-01 see:/docs/v2 successor:/v2/orders`.
///
/// It is said in `Deprecation` (RFC 9745) and `Link` headers.
///
/// ```
/// use hardpoint_policy::Deprecation;
///
/// let policy: Deprecation = "2026-06-01 see:/docs/v2 successor:/v2/orders".parse()?;
/// assert_eq!(policy.since.to_string(), "2026-06-01");
/// assert_eq!(policy.successor.as_deref(), Some("/v2/orders"));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// The first day on which it should no longer be used; it may lie ahead.
    pub since: Date,
    /// Where that is explained (`rel="deprecation"`): a path, or an absolute URL.
    pub see: Option<Cow<'static, str>>,
    /// What to use instead (`rel="successor-version"`): a path, or an absolute URL.
    pub successor: Option<Cow<'static, str>>,
}

/// From when an endpoint answers no more: `2026-12-01 see:/docs/sunset`.
///
/// It is said in `Sunset` and `Link` headers (RFC 8594).
///
/// ```
/// use hardpoint_policy::Sunset;
///
/// let policy: Sunset = "2026-12-01 see:https://example.com/sunset".parse()?;
/// assert_eq!(policy.at.to_string(), "2026-12-01");
/// assert_eq!(policy.see.as_deref(), Some("https://example.com/sunset"));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sunset {
    /// The first day on which it answers no more.
    pub at: Date,
    /// Where that is explained (`rel="sunset"`): a path, or an absolute URL.
    pub see: Option<Cow<'static, str>>,
}

const SEE: Known = Known {
    word: "see",
    example: Some("/docs/v2"),
};

const OF_A_DEPRECATION: [Known; 2] = [
    SEE,
    Known {
        word: "successor",
        example: Some("/v2/orders"),
    },
];

const OF_A_SUNSET: [Known; 1] = [SEE];

impl FromStr for Deprecation {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let (since, options) = read(text, "`deprecated`", &OF_A_DEPRECATION)?;
        Ok(Self {
            since,
            see: link(&options, "see")?,
            successor: link(&options, "successor")?,
        })
    }
}

impl FromStr for Sunset {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let (at, options) = read(text, "`sunset`", &OF_A_SUNSET)?;
        Ok(Self {
            at,
            see: link(&options, "see")?,
        })
    }
}

impl fmt::Display for Deprecation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.since.fmt(f)?;
        if let Some(see) = &self.see {
            write!(f, " see:{see}")?;
        }
        if let Some(successor) = &self.successor {
            write!(f, " successor:{successor}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Sunset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.fmt(f)?;
        match &self.see {
            Some(see) => write!(f, " see:{see}"),
            None => Ok(()),
        }
    }
}

fn read<'a>(
    text: &'a str,
    policy: &str,
    known: &'static [Known],
) -> Result<(Date, Options<'a>), PolicyError> {
    let mut rest = words(text);
    let date = first(text, &mut rest, "a date", "2026-06-01")?;
    without_commas(date, known)?;
    Ok((Date::read(date)?, Options::read(rest, policy, known)?))
}

fn link(options: &Options<'_>, key: &str) -> Result<Option<Cow<'static, str>>, PolicyError> {
    options
        .value(key)
        .map(|word| read_reference(word, key))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_in_any_order_and_links_may_have_commas() {
        let read: Deprecation = "2026-06-01 successor:/v2?a=b,c see:https://a.b/c"
            .parse()
            .unwrap();
        assert_eq!(
            read.to_string(),
            "2026-06-01 see:https://a.b/c successor:/v2?a=b,c"
        );
        assert_eq!(
            "2026-12-01".parse::<Sunset>().unwrap().to_string(),
            "2026-12-01"
        );
    }

    #[test]
    fn what_cannot_be_read_is_helped() {
        for (text, help) in [
            ("", "write `2026-06-01`"),
            ("see:/a", "write `2026-06-01`"),
            ("2026-06-01, see:/a", "write `2026-06-01`"),
            ("2026-06-01 see=/a", "write `see:/a`"),
            ("2026-06-01 sucessor:/a", "write `successor:/a`"),
            (
                "2026-06-01 see:/a see:/b",
                "keep one of `see:/a` and `see:/b`",
            ),
            ("2026-06-01 see:", "write `see:/docs/v2`"),
            (
                "2026-06-01 see:/a,successor:/b",
                "write `see:/a successor:/b`",
            ),
            ("2026-06-01 see:/a,b, successor:/b", "write `see:/a,b`"),
            ("2026-06-01 see:docs", "write `see:/docs`"),
            ("2026-02-30", "write `2026-02-28`"),
        ] {
            let error = text.parse::<Deprecation>().unwrap_err();
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
        let error = "2026-12-01 successor:/b".parse::<Sunset>().unwrap_err();
        assert_eq!(
            error.message,
            "unknown word `successor:/b`: `sunset` takes `see:`"
        );
    }
}
