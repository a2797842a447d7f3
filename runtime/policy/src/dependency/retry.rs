//! `retry`: how often a call is attempted, and how long is waited in between.

use std::fmt;
use std::str::FromStr;

use super::time::read_some;
use crate::number::whole;
use crate::words::{Known, Options, Word, first, without_commas, words};
use crate::{Duration, PolicyError};

/// How often a call is attempted in all, and how long is waited: `3 base:100ms max:2s`.
///
/// A wait is drawn from no time to `base:` before the first retry, to twice that before the
/// second, and so on, never longer than `max:`. Where these are unsaid, they fit the call's
/// `timeout`: see [`base`](crate::DependencySpec::base) and
/// [`longest_wait`](crate::DependencySpec::longest_wait).
///
/// ```
/// use hardpoint_policy::{Duration, Retry};
///
/// let retry: Retry = "5 base:100ms".parse()?;
/// assert_eq!((retry.attempts, retry.max), (5, None));
/// assert_eq!(retry.base, Some(Duration::from_millis(100)));
/// assert_eq!(retry.to_string(), "5 base:100ms");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is attempted in all, the first attempt included: from 2 to 100.
    pub attempts: u32,
    /// The longest wait before the first retry, if that is said.
    pub base: Option<Duration>,
    /// The longest wait before any retry, if that is said.
    pub max: Option<Duration>,
}

const KNOWN: [Known; 2] = [
    Known {
        word: "base",
        example: Some("100ms"),
    },
    Known {
        word: "max",
        example: Some("2s"),
    },
];

impl Retry {
    /// What holds of a repeatable call where nothing is said: `3`.
    pub const DEFAULT: Self = Self {
        attempts: 3,
        base: None,
        max: None,
    };

    /// The most attempts of one call.
    pub(super) const MOST: u32 = 100;
}

impl Default for Retry {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for Retry {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let attempts = first(text, &mut rest, "how many attempts in all", "3")?;
        without_commas(attempts, &KNOWN)?;
        let attempts = read_attempts(attempts)?;
        let options = Options::read(rest, "`retry`", &KNOWN)?;
        let wait = |key, example| match options.value(key) {
            Some(word) => read_some(word, key, "waits for nothing", example).map(Some),
            None => Ok(None),
        };
        Ok(Self {
            attempts,
            base: wait("base", "100ms")?,
            max: wait("max", "2s")?,
        })
    }
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attempts)?;
        if let Some(base) = self.base {
            write!(f, " base:{base}")?;
        }
        if let Some(max) = self.max {
            write!(f, " max:{max}")?;
        }
        Ok(())
    }
}

fn read_attempts(word: Word<'_>) -> Result<u32, PolicyError> {
    if word.text.contains(':') {
        return Err(word
            .error(format!(
                "`{}` is no number of attempts: expected how many there are in all, first of all",
                word.text
            ))
            .help(format!("begin with it, such as `3 {}`", word.text)));
    }
    let number = whole(word, "number of attempts", Retry::MOST.into(), "3")?;
    match u32::try_from(number) {
        Ok(attempts @ 2..) => Ok(attempts),
        _ => Err(word
            .error(format!(
                "`{}` attempts in all retry nothing: the first is one of them, expected at least 2",
                word.text
            ))
            .help("write `3`, or `none because:` and the reason not to retry")),
    }
}
