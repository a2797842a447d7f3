//! A number of bytes with its unit written: `512B`, `64KiB`, `1MiB`.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::number::split_unit;
use crate::words::{Word, only};

/// A number of bytes: an integer from 1 and one of `B`, `KiB`, `MiB`, `GiB`.
///
/// The units are IEC 80000-13's, powers of 1024. `64KB` and `64k` are refused: they mean 64,000
/// to some and 65,536 to others.
///
/// ```
/// use hardpoint_policy::Size;
///
/// let limit: Size = "64KiB".parse()?;
/// assert_eq!(limit.as_bytes(), 65_536);
/// assert_eq!("64KB".parse::<Size>().unwrap_err().help.as_deref(), Some("write `64KiB`"));
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    bytes: u64,
}

/// The units and their bytes, the largest first.
const UNITS: [(&str, u64); 4] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

impl Size {
    /// That many bytes.
    pub const fn from_bytes(bytes: u64) -> Self {
        Self { bytes }
    }

    /// That many times 1024 bytes, at most as many as can be said.
    pub const fn from_kib(kib: u64) -> Self {
        Self::from_bytes(kib.saturating_mul(1 << 10))
    }

    /// That many times 1024 × 1024 bytes, at most as many as can be said.
    pub const fn from_mib(mib: u64) -> Self {
        Self::from_bytes(mib.saturating_mul(1 << 20))
    }

    /// The number of bytes.
    pub const fn as_bytes(self) -> u64 {
        self.bytes
    }

    /// Reads a size from one word.
    pub(crate) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        let (digits, unit) = split_unit(word);
        if digits.text.is_empty() {
            return Err(word
                .error(format!(
                    "`{}` is no size: expected an integer and one of `B`, `KiB`, `MiB`, `GiB`",
                    word.text
                ))
                .help("write `64KiB`"));
        }
        if unit.text.is_empty() {
            return Err(word
                .error(format!(
                    "`{}` has no unit: expected one of `B`, `KiB`, `MiB`, `GiB` behind it",
                    word.text
                ))
                .help(bare_number(word.text)));
        }
        let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit.text) else {
            return Err(unit
                .error(format!(
                    "unknown unit `{}` in `{}`: expected one of `B`, `KiB`, `MiB`, `GiB`",
                    unit.text, word.text
                ))
                .help(format!(
                    "write `{}{}`",
                    digits.text,
                    nearest_unit(unit.text)
                )));
        };
        let bytes = digits
            .text
            .parse()
            .ok()
            .and_then(|n: u64| n.checked_mul(*factor));
        match bytes {
            Some(0) => Err(word
                .error(format!(
                    "`{}` is no size: expected at least 1 byte",
                    word.text
                ))
                .help("write `1B` or more")),
            Some(bytes) => Ok(Self::from_bytes(bytes)),
            None => Err(word
                .error(format!(
                    "`{}` is too large: expected at most 2^64 - 1 bytes",
                    word.text
                ))
                .help("write `1GiB`")),
        }
    }
}

impl FromStr for Size {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "a size", "64KiB")?)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, factor) in UNITS {
            if self.bytes.is_multiple_of(factor) && self.bytes > 0 {
                return write!(f, "{}{name}", self.bytes / factor);
            }
        }
        f.write_str("0B")
    }
}

/// A bare number was most likely bytes; where those are whole larger units, both are offered.
fn bare_number(text: &str) -> String {
    match text.parse() {
        Ok(bytes) if bytes > 0 => {
            let size = Size::from_bytes(bytes).to_string();
            if size == format!("{text}B") {
                format!("write `{size}`, or `{text}KiB`")
            } else {
                format!("write `{size}`, if bytes were meant")
            }
        }
        _ => "write `64KiB`".to_owned(),
    }
}

/// The unit that `64KB`, `64k` or `64mb` was most likely meant to have.
fn nearest_unit(unit: &str) -> &'static str {
    match unit.chars().find(|c| !matches!(c, '.' | '_' | '0'..='9')) {
        Some('k' | 'K') => "KiB",
        Some('m' | 'M') => "MiB",
        Some('g' | 'G' | 't' | 'T') => "GiB",
        _ => "B",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(text: &str) -> String {
        text.parse::<Size>().unwrap_err().help.unwrap()
    }

    #[test]
    fn an_integer_and_a_unit_are_read() {
        for (text, bytes) in [
            ("512B", 512),
            ("64KiB", 65_536),
            ("1MiB", 1 << 20),
            ("1GiB", 1 << 30),
        ] {
            let read: Size = text.parse().unwrap();
            assert_eq!(read.as_bytes(), bytes, "{text}");
            assert_eq!(read.to_string(), text);
        }
        assert_eq!("1024B".parse::<Size>().unwrap().to_string(), "1KiB");
        assert_eq!("1025B".parse::<Size>().unwrap().to_string(), "1025B");
    }

    #[test]
    fn a_bare_number_is_refused() {
        assert_eq!(help("65536"), "write `64KiB`, if bytes were meant");
        assert_eq!(help("64"), "write `64B`, or `64KiB`");
    }

    #[test]
    fn units_of_two_meanings_are_refused_with_the_near_spelling() {
        for text in ["64KB", "64k", "64kb", "64K", "64kib"] {
            assert_eq!(help(text), "write `64KiB`", "{text}");
        }
        assert_eq!(help("1MB"), "write `1MiB`");
        assert_eq!(help("2G"), "write `2GiB`");
        assert_eq!(help("10bytes"), "write `10B`");
        assert_eq!(help("big"), "write `64KiB`");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert!(
            "0B".parse::<Size>()
                .unwrap_err()
                .message
                .contains("at least 1 byte")
        );
        for text in ["18446744073709551616B", "17179869184GiB"] {
            assert!(
                text.parse::<Size>()
                    .unwrap_err()
                    .message
                    .contains("too large")
            );
        }
        assert_eq!(
            "18446744073709551615B".parse::<Size>().unwrap().as_bytes(),
            u64::MAX
        );
    }
}
