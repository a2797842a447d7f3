//! A span of time with its unit written: `250ms`, `5s`, `2m`, `24h`.

mod help;

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::number::split_unit;
use crate::words::{Word, only};

/// A span of time as policies write it: an integer and one of `ms`, `s`, `m`, `h`.
///
/// A bare number is refused, for nobody knows which unit was meant. The longest that can be
/// written is [`Duration::MAX`], ten years, so that sums of moments and durations stay in range.
///
/// ```
/// use hardpoint_policy::Duration;
///
/// let wait: Duration = "250ms".parse()?;
/// assert_eq!(wait.as_millis(), 250);
/// assert_eq!(Duration::from_secs(7200).to_string(), "2h");
/// assert_eq!("5".parse::<Duration>().unwrap_err().help.as_deref(), Some("write `5s`"));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    millis: u64,
}

/// The units and their milliseconds, the largest first.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self::from_millis(0);

    /// The longest span that a policy's text may say: ten years of 365 days.
    pub const MAX: Self = Self::from_secs(10 * 365 * 86_400);

    /// A span of that many milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// A span of that many seconds, at most as many as milliseconds can say.
    pub const fn from_secs(seconds: u64) -> Self {
        Self::from_millis(seconds.saturating_mul(1_000))
    }

    /// The span in milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.millis
    }

    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.millis == 0
    }

    /// The span as the standard library's type.
    pub const fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_millis(self.millis)
    }

    /// Reads a span from one word.
    pub(crate) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        let (digits, unit) = split_unit(word);
        if digits.text.is_empty() {
            return Err(word
                .error(format!(
                    "`{}` is no duration: expected an integer and one of `ms`, `s`, `m`, `h`",
                    word.text
                ))
                .help("write `5s`"));
        }
        if unit.text.is_empty() {
            return Err(word
                .error(format!(
                    "`{}` has no unit: expected one of `ms`, `s`, `m`, `h` behind it",
                    word.text
                ))
                .help(format!("write `{}s`", word.text)));
        }
        let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit.text) else {
            return Err(help::unknown_unit(word, digits, unit));
        };
        scaled(digits, *factor).ok_or_else(|| {
            word.error(format!(
                "`{}` is too long: expected at most ten years, `{}`",
                word.text,
                Self::MAX
            ))
            .help(format!("write `{}` or less", Self::MAX))
        })
    }

    /// Reads a span from one word, in which a bare number is seconds, as users of HTTP caches
    /// write them.
    pub(crate) fn read_lifetime(word: Word<'_>) -> Result<Self, PolicyError> {
        let (digits, unit) = split_unit(word);
        if unit.text.is_empty()
            && let Some(seconds) = scaled(digits, 1_000)
        {
            return Ok(seconds);
        }
        Self::read(word)
    }

    /// Reads how long something is kept, which is some time at least.
    pub(crate) fn read_ttl(word: Word<'_>) -> Result<Self, PolicyError> {
        let ttl = Self::read_lifetime(word)?;
        if ttl.is_zero() {
            return Err(word
                .error(format!(
                    "`ttl:{}` keeps nothing: expected some time",
                    word.text
                ))
                .help("write `60` or more"));
        }
        Ok(ttl)
    }

    /// The shortest text that [`Duration::read_lifetime`] reads back.
    pub(crate) fn lifetime_text(self) -> String {
        let with_unit = self.to_string();
        let seconds = (self.millis / 1_000).to_string();
        if self.millis.is_multiple_of(1_000) && seconds.len() <= with_unit.len() {
            seconds
        } else {
            with_unit
        }
    }
}

impl FromStr for Duration {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "a duration", "5s")?)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0s");
        }
        for (name, factor) in UNITS {
            if self.millis.is_multiple_of(factor) {
                return write!(f, "{}{name}", self.millis / factor);
            }
        }
        Ok(())
    }
}

/// That many units, if that is no longer than can be written.
fn scaled(digits: Word<'_>, factor: u64) -> Option<Duration> {
    let number: u64 = digits.text.parse().ok()?;
    let span = Duration::from_millis(number.checked_mul(factor)?);
    (span <= Duration::MAX).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(text: &str) -> String {
        text.parse::<Duration>().unwrap_err().help.unwrap()
    }

    #[test]
    fn an_integer_and_a_unit_are_read() {
        for (text, millis) in [
            ("250ms", 250),
            ("5s", 5_000),
            ("2m", 120_000),
            ("24h", 86_400_000),
        ] {
            let read: Duration = text.parse().unwrap();
            assert_eq!(read.as_millis(), millis, "{text}");
            assert_eq!(read.to_string(), text);
        }
        assert_eq!(" 5s ".parse::<Duration>().unwrap(), Duration::from_secs(5));
    }

    #[test]
    fn the_largest_whole_unit_is_printed() {
        assert_eq!(Duration::from_millis(60_000).to_string(), "1m");
        assert_eq!(Duration::from_millis(90_000).to_string(), "90s");
        assert_eq!(Duration::from_millis(1_500).to_string(), "1500ms");
        assert_eq!(Duration::ZERO.to_string(), "0s");
    }

    #[test]
    fn a_bare_number_is_refused() {
        let error = "5".parse::<Duration>().unwrap_err();
        assert!(error.message.contains("no unit"), "{error}");
        assert_eq!(error.help.as_deref(), Some("write `5s`"));
    }

    #[test]
    fn a_near_spelling_is_offered() {
        assert_eq!(help("5sec"), "write `5s`");
        assert_eq!(help("2min"), "write `2m`");
        assert_eq!(help("2d"), "write `48h`");
        assert_eq!(help("5S"), "write `5s`");
        assert_eq!(help("1.5s"), "write `1500ms`");
        assert_eq!(help("0.5h"), "write `30m`");
        assert_eq!(help("1m30s"), "write `90s`");
        assert_eq!(help("five"), "write `5s`");
        assert_eq!(help(""), "write `5s`");
        assert_eq!(help("5s 6s"), "write `5s`");
    }

    #[test]
    fn what_no_integer_holds_is_refused() {
        for text in ["87601h", "18446744073709551616ms", "99999999999999999999h"] {
            let error = text.parse::<Duration>().unwrap_err();
            assert!(error.message.contains("too long"), "{error}");
        }
        assert_eq!("87600h".parse::<Duration>().unwrap(), Duration::MAX);
    }

    #[test]
    fn a_lifetime_takes_bare_seconds_and_prints_the_shorter_text() {
        let word = |text| Word { text, start: 0 };
        assert_eq!(
            Duration::read_lifetime(word("60")).unwrap(),
            Duration::from_secs(60)
        );
        assert_eq!(Duration::from_secs(60).lifetime_text(), "60");
        assert_eq!(Duration::from_secs(86_400).lifetime_text(), "24h");
        assert_eq!(Duration::from_millis(1_500).lifetime_text(), "1500ms");
        assert!(Duration::read_lifetime(word("99999999999999999999")).is_err());
    }
}
