//! What can be compared: numbers, durations, sizes.

use crate::{Duration, Size};

use super::kind::Kind;
use super::value::{Value, Whole};

/// A value that can be more or less than another of its kind.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amount {
    Whole(Whole),
    Fraction(f64),
}

impl Amount {
    /// Whether it is less than `other`, which is of the same kind.
    pub(super) const fn is_less(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => one.is_less(other),
            (Self::Fraction(one), Self::Fraction(other)) => one < other,
            _ => false,
        }
    }
}

/// How much a value is, if it is of that kind and the kind can be compared.
pub(super) const fn amount(kind: &Kind, value: &Value<'_>) -> Option<Amount> {
    let count = match (kind, value) {
        (Kind::Whole(_), Value::Whole(number)) => Some(*number),
        (Kind::Whole(_), Value::Word(text)) => Whole::read(text.trim_ascii()),
        (Kind::Duration, Value::Word(text) | Value::Text(text)) => {
            scaled(text.trim_ascii(), &DURATIONS, Duration::MAX.as_millis())
        }
        (Kind::Size, Value::Word(text) | Value::Text(text)) => {
            match scaled(
                text.trim_ascii(),
                &SIZES,
                Size::from_bytes(u64::MAX).as_bytes(),
            ) {
                Some(bytes) if bytes.size() > 0 => Some(bytes),
                _ => None,
            }
        }
        (Kind::Fraction(_), Value::Fraction(number, _)) => {
            return Some(Amount::Fraction(*number));
        }
        (Kind::Fraction(_), Value::Whole(number)) => {
            #[expect(clippy::cast_precision_loss, reason = "as TOML and JSON read it too")]
            let size = number.size() as f64;
            let signed = if number.is_negative() { -size } else { size };
            return Some(Amount::Fraction(signed));
        }
        _ => None,
    };
    match count {
        Some(number) => Some(Amount::Whole(number)),
        None => None,
    }
}

/// The units of [`Duration`], the longest names first, and their milliseconds.
const DURATIONS: [(&[u8], u128); 4] =
    [(b"ms", 1), (b"s", 1_000), (b"m", 60_000), (b"h", 3_600_000)];

/// The units of [`Size`], the longest names first, and their bytes.
const SIZES: [(&[u8], u128); 4] = [
    (b"KiB", 1 << 10),
    (b"MiB", 1 << 20),
    (b"GiB", 1 << 30),
    (b"B", 1),
];

/// That many units, if they are at most `most`.
const fn scaled(text: &str, units: &[(&[u8], u128); 4], most: u64) -> Option<Whole> {
    let mut at = 0;
    while at < units.len() {
        let (unit, factor) = units[at];
        if let Some(digits) = before(text.as_bytes(), unit) {
            return match count(digits) {
                Some(number) => match number.checked_mul(factor) {
                    Some(product) if product <= most as u128 => Some(Whole::new(false, product)),
                    _ => None,
                },
                None => None,
            };
        }
        at += 1;
    }
    None
}

/// What stands before a unit.
const fn before<'a>(text: &'a [u8], unit: &[u8]) -> Option<&'a [u8]> {
    if text.len() <= unit.len() {
        return None;
    }
    let (digits, end) = text.split_at(text.len() - unit.len());
    let mut at = 0;
    while at < unit.len() {
        if end[at] != unit[at] {
            return None;
        }
        at += 1;
    }
    Some(digits)
}

/// A number in digits and nothing else.
const fn count(digits: &[u8]) -> Option<u128> {
    if digits.is_empty() || !digits[0].is_ascii_digit() {
        return None;
    }
    match std::str::from_utf8(digits) {
        Ok(digits) => match Whole::read(digits) {
            Some(number) => Some(number.size()),
            None => None,
        },
        Err(_) => None,
    }
}
