//! What was most likely meant by a duration that cannot be read.

use super::{Duration, UNITS, scaled};
use crate::PolicyError;
use crate::number::split_unit;
use crate::spelling::nearest;
use crate::words::Word;

/// What users of other grammars write for a unit of ours.
const ALIASES: [(&str, &str); 14] = [
    ("msec", "ms"),
    ("millis", "ms"),
    ("milliseconds", "ms"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("min", "m"),
    ("mins", "m"),
    ("minutes", "m"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
];

/// What is said of a unit that is not known.
pub(super) fn unknown_unit(word: Word<'_>, digits: Word<'_>, unit: Word<'_>) -> PolicyError {
    let error = unit.error(format!(
        "unknown unit `{}` in `{}`: expected one of `ms`, `s`, `m`, `h`",
        unit.text, word.text
    ));
    if let Some(exact) = fraction(digits, unit).or_else(|| sum(word)) {
        return error.help(format!("write `{exact}`"));
    }
    if matches!(unit.text, "d" | "day" | "days")
        && let Some(days) = scaled(digits, 86_400_000)
    {
        return error.help(format!("write `{days}`"));
    }
    let lower = unit.text.to_lowercase();
    let alias = ALIASES.iter().find(|(name, _)| *name == lower);
    let near = alias
        .map(|(_, unit)| *unit)
        .or_else(|| nearest(unit.text, UNITS.map(|(name, _)| name)));
    error.help(format!("write `{}{}`", digits.text, near.unwrap_or("s")))
}

/// What `1.5s` means in whole units, if it is a whole number of milliseconds.
fn fraction(digits: Word<'_>, rest: Word<'_>) -> Option<Duration> {
    let (parts, unit) =
        split_unit(rest.part(rest.text.strip_prefix('.').map(|_| 1)?, rest.text.len()));
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.text)?;
    let scale = 10_u64.checked_pow(u32::try_from(parts.text.len()).ok()?)?;
    let number: u64 = format!("{}{}", digits.text, parts.text).parse().ok()?;
    let millis = number.checked_mul(*factor)?;
    let exact = Duration::from_millis(millis / scale);
    (millis.is_multiple_of(scale) && exact <= Duration::MAX).then_some(exact)
}

/// What `1m30s` means.
fn sum(word: Word<'_>) -> Option<Duration> {
    let mut millis = 0_u64;
    let mut rest = word;
    while !rest.text.is_empty() {
        let (digits, after) = split_unit(rest);
        let end = after
            .text
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.text.len());
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == &after.text[..end])?;
        millis = millis.checked_add(scaled(digits, *factor)?.as_millis())?;
        rest = after.part(end, after.text.len());
    }
    let sum = Duration::from_millis(millis);
    (sum <= Duration::MAX).then_some(sum)
}
