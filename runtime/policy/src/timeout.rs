//! `timeout`: how long a request may take.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::words::{first, words};
use crate::{Duration, PolicyError, read_none};

/// How long a request may take, from its head to its answer; `30s` where nothing is said.
///
/// At most a day: what takes longer is no request. A request without an end must say why.
///
/// ```
/// use hardpoint_policy::{Duration, Timeout};
///
/// assert_eq!("5s".parse(), Ok(Timeout::After(Duration::from_secs(5))));
/// assert_eq!(
///     "none because:it streams events".parse(),
///     Ok(Timeout::None { because: "it streams events".into() }),
/// );
/// assert_eq!(Timeout::default().to_string(), "30s");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timeout {
    /// At most this long.
    After(Duration),
    /// As long as it takes, for the reason given (`none because:…`).
    None {
        /// Why no limit is right here; words after `because:`, which take the rest of the text.
        because: Cow<'static, str>,
    },
}

/// The longest that a request may take.
const LONGEST: Duration = Duration::from_secs(86_400);

/// An example of a reason.
const STREAMS: &str = "it streams events";

impl Timeout {
    /// What holds where nothing is said: `30s`.
    pub const DEFAULT: Self = Self::After(Duration::from_secs(30));

    /// The limit, if there is one.
    pub const fn limit(&self) -> Option<Duration> {
        match self {
            Self::After(limit) => Some(*limit),
            Self::None { .. } => None,
        }
    }
}

impl Default for Timeout {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for Timeout {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if let Some(reason) = read_none(text, STREAMS) {
            return reason.map(|because| Self::None { because });
        }
        let mut rest = words(text);
        let word = first(text, &mut rest, "a duration, or `none because:…`", "5s")?;
        let limit = Duration::read(word)?;
        if let Some(extra) = rest.next() {
            return Err(extra
                .error(format!(
                    "`{}` is a word too many: expected a duration, or `none because:…`",
                    extra.text
                ))
                .help(format!("write `{}`", word.text)));
        }
        if limit.is_zero() {
            return Err(word
                .error(format!(
                    "`{}` leaves no time: expected at least `1ms`",
                    word.text
                ))
                .help(format!("write `5s`, or `none because:{STREAMS}`")));
        }
        if limit > LONGEST {
            return Err(word
                .error(format!(
                    "`{}` is over a day: expected at most `{LONGEST}`",
                    word.text
                ))
                .help(format!(
                    "write `{LONGEST}` or less, or `none because:{STREAMS}`"
                )));
        }
        Ok(Self::After(limit))
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(limit) => limit.fmt(f),
            Self::None { because } => write!(f, "none because:{because}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_up_to_a_day_is_read() {
        assert_eq!(
            "250ms".parse(),
            Ok(Timeout::After(Duration::from_millis(250)))
        );
        assert_eq!("24h".parse(), Ok(Timeout::After(LONGEST)));
        for text in ["0s", "0ms", "86401s", "25h"] {
            assert!(text.parse::<Timeout>().is_err(), "{text}");
        }
    }

    #[test]
    fn none_takes_the_rest_of_the_text_as_its_reason() {
        let read: Timeout = "none  because: uploads: up to 5 GiB ".parse().unwrap();
        assert_eq!(read.to_string(), "none because:uploads: up to 5 GiB");
        assert_eq!(read.limit(), None);
    }

    #[test]
    fn none_without_a_reason_is_refused() {
        for text in [
            "none",
            "none because:",
            "none because: ",
            "none so",
            "none because",
        ] {
            let error = text.parse::<Timeout>().unwrap_err();
            assert_eq!(
                error.help.unwrap(),
                "write `none because:it streams events`",
                "{text}"
            );
        }
    }

    #[test]
    fn a_bare_number_and_a_word_too_many_are_refused() {
        let error = "5".parse::<Timeout>().unwrap_err();
        assert_eq!(error.help.unwrap(), "write `5s`");
        let error = "5s because:slow".parse::<Timeout>().unwrap_err();
        assert_eq!(error.at, (3, 15));
    }
}
