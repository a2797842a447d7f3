//! The text of a rate: `10/min per:ip burst:20 cost:2 on-outage:deny mode:shadow`.

use std::fmt;
use std::str::FromStr;

use super::arithmetic::window_text;
use super::{Mode, OnOutage, Rate, RateKey};
use crate::number::{positive, split_unit};
use crate::spelling::nearest;
use crate::words::{Known, Options, Word, first, without_commas, words};
use crate::{Duration, PolicyError};

/// The units of a window and their seconds, the largest first.
pub(super) const WINDOWS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

/// What users of other grammars write for a unit of ours.
const ALIASES: [(&str, &str); 12] = [
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("m", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
];

const KNOWN: [Known; 5] = [
    Known {
        word: "per",
        example: Some("ip"),
    },
    Known {
        word: "burst",
        example: Some("20"),
    },
    Known {
        word: "cost",
        example: Some("2"),
    },
    Known {
        word: "on-outage",
        example: Some("deny"),
    },
    Known {
        word: "mode",
        example: Some("shadow"),
    },
];

impl FromStr for Rate {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let quantity = first(text, &mut rest, "a rate", "10/min")?;
        without_commas(quantity, &KNOWN)?;
        let (quota, window) = read_quantity(quantity)?;
        let options = Options::read(rest, "a rate", &KNOWN)?;
        let mut rate = Self::new(quota, window);
        if let Some(word) = options.value("per") {
            rate.key = RateKey::read(word)?;
        }
        if let Some(word) = options.value("burst") {
            rate.burst = positive(word, "burst", "20")?;
        }
        if let Some(word) = options.value("cost") {
            rate.cost = positive(word, "cost", "1")?;
        }
        if let Some(word) = options.value("on-outage") {
            rate.on_outage = OnOutage::read(word)?;
        }
        if let Some(word) = options.value("mode") {
            rate.mode = Mode::read(word)?;
        }
        let burst = options.word("burst");
        in_range(&rate, burst.unwrap_or(quantity))?;
        if rate.cost > rate.burst {
            let place = options.word("cost").or(burst).unwrap_or(quantity);
            return Err(place
                .error(format!(
                    "a cost of {} never fits in a bucket of {}: nothing would ever pass",
                    rate.cost, rate.burst
                ))
                .help(format!(
                    "write `burst:{}` or more, or a lower `cost:`",
                    rate.cost
                )));
        }
        Ok(rate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.quota)?;
        let window = window_text(self.window);
        // Of the numbers a window can have, only 1 begins with a 1 and ends there.
        match window.strip_prefix('1') {
            Some(unit) if !unit.starts_with(|c: char| c.is_ascii_digit()) => f.write_str(unit)?,
            _ => f.write_str(&window)?,
        }
        if self.key != RateKey::Ip {
            write!(f, " per:{}", self.key)?;
        }
        if self.burst != self.quota {
            write!(f, " burst:{}", self.burst)?;
        }
        if self.cost != 1 {
            write!(f, " cost:{}", self.cost)?;
        }
        if self.on_outage != OnOutage::default() {
            write!(f, " on-outage:{}", self.on_outage)?;
        }
        if self.mode != Mode::default() {
            write!(f, " mode:{}", self.mode)?;
        }
        Ok(())
    }
}

fn read_quantity(word: Word<'_>) -> Result<(u32, Duration), PolicyError> {
    let Some((quota, window)) = word.split_once('/') else {
        let (digits, rest) = split_unit(word);
        let error = word.error(format!(
            "`{}` is no rate: expected a number, `/` and a window, first of all",
            word.text
        ));
        return Err(if rest.text.is_empty() {
            error.help(format!("write `{}/min`", digits.text))
        } else {
            error.help("begin with a rate, such as `10/min`")
        });
    };
    let example = format!("10/{}", window.text);
    let quota = positive(quota, "number of requests", &example)?;
    let window = read_window(word, window)?;
    Ok((quota, window))
}

fn read_window(rate: Word<'_>, word: Word<'_>) -> Result<Duration, PolicyError> {
    let quota = &rate.text[..word.start - rate.start];
    let (digits, unit) = split_unit(word);
    let Some((_, seconds)) = WINDOWS.iter().find(|(name, _)| *name == unit.text) else {
        if unit.text.is_empty() {
            let (said, window) = match digits.text {
                "" => ("says no window", "min".to_owned()),
                number => ("has a window without unit", format!("{number}s")),
            };
            return Err(rate
                .error(format!(
                    "`{}` {said}: expected one of `s`, `min`, `h`, `d` behind it",
                    rate.text
                ))
                .help(format!("write `{quota}{window}`")));
        }
        let near = near_window(unit.text);
        return Err(word
            .error(format!(
                "unknown window `{}` in `{}`: expected one of `s`, `min`, `h`, `d`, or a number of them such as `10s`",
                word.text, rate.text
            ))
            .help(format!("write `{quota}{}{near}`", digits.text)));
    };
    let count = match digits.text {
        "" => Some(1),
        digits => digits.parse::<u64>().ok(),
    };
    let window = count
        .and_then(|count| count.checked_mul(*seconds))
        .map(Duration::from_secs);
    match window {
        Some(window) if window.is_zero() => Err(word
            .error(format!(
                "`{}` is no window: expected at least `1s`",
                word.text
            ))
            .help(format!("write `{quota}{}`", unit.text))),
        Some(window) if window <= Duration::MAX => Ok(window),
        _ => Err(word
            .error(format!(
                "the window `{}` is too long: expected at most ten years, `3650d`",
                word.text
            ))
            .help(format!("write `{quota}d`"))),
    }
}

fn near_window(unit: &str) -> &'static str {
    let lower = unit.to_lowercase();
    let alias = ALIASES.iter().find(|(name, _)| *name == lower);
    alias
        .map(|(_, unit)| *unit)
        .or_else(|| nearest(unit, WINDOWS.map(|(name, _)| name)))
        .unwrap_or("min")
}

/// Refuses what nanoseconds cannot tell apart, and what takes longer than ten years to refill.
fn in_range(rate: &Rate, place: Word<'_>) -> Result<(), PolicyError> {
    if u128::from(rate.quota) > u128::from(rate.window.as_millis()) * 1_000_000 {
        return Err(place
            .error(format!(
                "`{}` is too fast: expected at most one a nanosecond",
                place.text
            ))
            .help("write `1000000000/s` or less"));
    }
    let refill = u128::from(rate.emission_interval_nanos()) * u128::from(rate.burst);
    if refill > u128::from(Duration::MAX.as_millis()) * 1_000_000 {
        return Err(place
            .error(format!("`{}` takes over ten years to refill", place.text))
            .help("write a lower `burst:`, or a shorter window"));
    }
    Ok(())
}
