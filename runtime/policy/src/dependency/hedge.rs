//! `hedge`: when a second attempt is made beside a slow one.

use std::fmt;
use std::str::FromStr;

use super::time::read_short;
use crate::number::split_unit;
use crate::words::{Word, only};
use crate::{Duration, PolicyError};

/// After how long a second attempt is made beside one that has not ended: `p95`, or `200ms`.
///
/// ```
/// use hardpoint_policy::{Duration, Hedge};
///
/// assert_eq!("p95".parse(), Ok(Hedge::Percentile(95)));
/// assert_eq!("200ms".parse(), Ok(Hedge::After(Duration::from_millis(200))));
/// assert_eq!(Hedge::Percentile(99).to_string(), "p99");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hedge {
    /// After the time in which so many of a hundred attempts have ended lately: 50 to 99.
    Percentile(u8),
    /// After this time.
    After(Duration),
}

impl FromStr for Hedge {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "a percentile or a duration", "p95")?;
        match word.text.strip_prefix(['p', 'P']) {
            Some(number) => read_percentile(word, number).map(Self::Percentile),
            None => read_delay(word).map(Self::After),
        }
    }
}

impl fmt::Display for Hedge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percentile) => write!(f, "p{percentile}"),
            Self::After(delay) => delay.fmt(f),
        }
    }
}

fn read_percentile(word: Word<'_>, number: &str) -> Result<u8, PolicyError> {
    // `p99.9` is `p99`, and what is beyond a byte is beyond the last.
    let (digits, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let percentile = is_number.then(|| digits.parse().unwrap_or(u8::MAX));
    let (why, write) = match percentile {
        Some(percentile @ 50..=99) if rest.is_empty() && word.text.starts_with('p') => {
            return Ok(percentile);
        }
        Some(percentile @ 50..=99) => ("is no percentile", percentile),
        Some(..50) => ("would make a second attempt beside most", 95),
        Some(100..) => ("is later than any attempt", 99),
        None => ("is no percentile", 95),
    };
    Err(word
        .error(format!("`{}` {why}: expected `p50` to `p99`", word.text))
        .help(format!("write `p{write}`")))
}

fn read_delay(word: Word<'_>) -> Result<Duration, PolicyError> {
    let neither = || {
        let text = word.text;
        word.error(format!("`{text}` is neither a percentile nor a duration"))
    };
    // `95%` and `95` are what users of other grammars write.
    let percent = word.text.strip_suffix('%').unwrap_or(word.text);
    if let Ok(50..=99) = percent.parse::<u8>() {
        return Err(neither().help(format!("write `p{percent}`, or a duration")));
    }
    if split_unit(word).0.text.is_empty() {
        return Err(neither().help("write `p95`, or a duration"));
    }
    let delay = read_short(word, "1s")?;
    if delay.is_zero() {
        return Err(word
            .error(format!(
                "`{}` makes two attempts of every one: expected at least `1ms`",
                word.text
            ))
            .help("write `p95`"));
    }
    Ok(delay)
}
