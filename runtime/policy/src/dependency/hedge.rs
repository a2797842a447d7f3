//! `hedge`: when a second attempt is made beside a slow one.

use std::fmt;
use std::str::FromStr;

use crate::number::{split_unit, whole};
use crate::words::only;
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
        let Some(number) = word.text.strip_prefix(['p', 'P']) else {
            let percent = word.text.strip_suffix('%').unwrap_or(word.text);
            // `95%` and `95` are what users of other grammars write.
            if let Ok(50..=99) = percent.parse::<u8>() {
                return Err(word
                    .error(format!(
                        "`{}` is neither a percentile nor a duration",
                        word.text
                    ))
                    .help(format!("write `p{percent}`, or a duration")));
            }
            let delay = Duration::read(word).map_err(|error| match split_unit(word).0.text {
                "" => word
                    .error(format!(
                        "`{}` is neither a percentile nor a duration",
                        word.text
                    ))
                    .help("write `p95`, or a duration"),
                _ => error,
            })?;
            if delay.is_zero() {
                return Err(word
                    .error(format!(
                        "`{}` makes two attempts of every one: expected at least `1ms`",
                        word.text
                    ))
                    .help("write `p95`"));
            }
            return Ok(Self::After(delay));
        };
        let number = word.part(word.text.len() - number.len(), word.text.len());
        match u8::try_from(whole(number, "percentile", 99, "p95")?) {
            Ok(percentile @ 50..=99) if word.text.starts_with('p') => {
                Ok(Self::Percentile(percentile))
            }
            Ok(percentile @ 50..=99) => Err(word
                .error(format!(
                    "`{}` is no percentile: expected a small `p`",
                    word.text
                ))
                .help(format!("write `p{percentile}`"))),
            _ => Err(word
                .error(format!(
                    "`{}` would make a second attempt beside most: expected `p50` to `p99`",
                    word.text
                ))
                .help("write `p95`")),
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
