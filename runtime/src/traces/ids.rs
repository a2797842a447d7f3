//! The ids of traces and spans: random numbers that are not zero, written in hexadecimal digits.

use std::fmt;
use std::num::{NonZeroU64, NonZeroU128};

use crate::random;

/// The id of a trace: 16 bytes, not all zero, shown as 32 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(NonZeroU128);

/// The id of a span: 8 bytes, not all zero, shown as 16 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanId(NonZeroU64);

impl TraceId {
    /// Its bytes, the most significant one first.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.get().to_be_bytes()
    }

    /// Of these bytes; none where all of them are zero.
    #[must_use]
    pub fn of(bytes: [u8; 16]) -> Option<Self> {
        NonZeroU128::new(u128::from_be_bytes(bytes)).map(Self)
    }

    /// A new one.
    pub(super) fn draw() -> Self {
        // Zero is as likely as any other, which is not at all.
        Self(NonZeroU128::new(random::bits128()).unwrap_or(NonZeroU128::MIN))
    }

    /// Of 32 lowercase hexadecimal digits.
    pub(super) fn read(digits: &[u8]) -> Option<Self> {
        (digits.len() == 32).then_some(())?;
        NonZeroU128::new(number(digits)?).map(Self)
    }
}

impl SpanId {
    /// Its bytes, the most significant one first.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.get().to_be_bytes()
    }

    /// Of these bytes; none where all of them are zero.
    #[must_use]
    pub fn of(bytes: [u8; 8]) -> Option<Self> {
        NonZeroU64::new(u64::from_be_bytes(bytes)).map(Self)
    }

    /// A new one.
    pub(super) fn draw() -> Self {
        Self(NonZeroU64::new(random::number()).unwrap_or(NonZeroU64::MIN))
    }

    /// Of 16 lowercase hexadecimal digits.
    pub(super) fn read(digits: &[u8]) -> Option<Self> {
        (digits.len() == 16).then_some(())?;
        NonZeroU64::new(u64::try_from(number(digits)?).ok()?).map(Self)
    }
}

/// A number of 32 hexadecimal digits at most; uppercase ones are none here (W3C Trace Context,
/// §3.2.2).
pub(super) fn number(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0, |number: u128, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u128::from(value))
    })
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
