//! A value as it stands somewhere: in an attribute, in a file, in a variable.

use std::borrow::Cow;

/// A value that somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Text that stands for a value of any kind, as in a variable: `16`, `5s`, `a,b`.
    Word(&'a str),
    /// Text that is text: in quotes, in a file.
    Text(&'a str),
    /// A whole number.
    Whole(Whole),
    /// A number that may have a fraction, and how it was written.
    Fraction(f64, &'a str),
    /// `true` or `false`.
    Switch(bool),
    /// A date, a time or both, as TOML has them.
    Date(&'a str),
    /// Several values.
    List(&'a [Value<'a>]),
    /// A table, whose entries are told by themselves.
    Table,
}

impl<'a> Value<'a> {
    /// How it is written where there are no quotes.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        match *self {
            Self::Word(text) | Self::Text(text) | Self::Fraction(_, text) | Self::Date(text) => {
                Cow::Borrowed(text)
            }
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Switch(said) => Cow::Borrowed(if said { "true" } else { "false" }),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Value::text).collect();
                Cow::Owned(items.join(","))
            }
            Self::Table => Cow::Borrowed("a table"),
        }
    }
}

/// A whole number of any width, with a sign or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    is_negative: bool,
    size: u128,
}

impl Whole {
    /// The number of that size and sign; nothing is negative about zero.
    #[must_use]
    pub const fn new(is_negative: bool, size: u128) -> Self {
        Self {
            is_negative: is_negative && size > 0,
            size,
        }
    }

    /// A number with a sign.
    #[must_use]
    pub const fn signed(number: i128) -> Self {
        Self::new(number < 0, number.unsigned_abs())
    }

    /// Reads what [`str::parse`] reads as an integer with a sign.
    #[must_use]
    pub const fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (is_negative, from) = match bytes {
            [b'-', ..] => (true, 1),
            [b'+', ..] => (false, 1),
            _ => (false, 0),
        };
        if bytes.len() == from {
            return None;
        }
        let mut size: u128 = 0;
        let mut at = from;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                return None;
            }
            size = match size.checked_mul(10) {
                Some(tenfold) => match tenfold.checked_add((bytes[at] - b'0') as u128) {
                    Some(sum) => sum,
                    None => return None,
                },
                None => return None,
            };
            at += 1;
        }
        Some(Self::new(is_negative, size))
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.is_negative
    }

    /// How large it is, whatever its sign.
    #[must_use]
    pub const fn size(self) -> u128 {
        self.size
    }

    /// Whether it is less than `other`.
    #[must_use]
    pub const fn is_less(self, other: Self) -> bool {
        match (self.is_negative, other.is_negative) {
            (true, false) => true,
            (false, true) => false,
            (true, true) => self.size > other.size,
            (false, false) => self.size < other.size,
        }
    }

    /// The number as a type that holds it.
    #[must_use]
    pub fn narrow<T: TryFrom<u128> + TryFrom<i128>>(self) -> Option<T> {
        match self.is_negative {
            true => T::try_from(0_i128.checked_sub_unsigned(self.size)?).ok(),
            false => T::try_from(self.size).ok(),
        }
    }
}

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(!self.is_negative, "", &self.size.to_string())
    }
}
