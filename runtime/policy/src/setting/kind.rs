//! What the values of a type look like.

use std::str::FromStr;

use crate::{
    BodyLimit, CachePolicy, Concurrency, Criticality, Idempotency, PolicyError, Rate, Timeout,
};

use super::value::Whole;

/// What the values of a setting look like, as far as the compiler can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole(Width),
    /// A number that may have a fraction, of 32 or 64 bits.
    Fraction(u8),
    /// `true` or `false`.
    Switch,
    /// One character.
    Character,
    /// Any text.
    Text,
    /// The path of a file or a folder.
    Path,
    /// A span of time, `5s`.
    Duration,
    /// A number of bytes, `64KiB`.
    Size,
    /// An IP address.
    Ip,
    /// An IPv4 address.
    IpV4,
    /// An IPv6 address.
    IpV6,
    /// An IP address and a port.
    Socket,
    /// An IPv4 address and a port.
    SocketV4,
    /// An IPv6 address and a port.
    SocketV6,
    /// One of some names.
    OneOf(&'static [&'static str]),
    /// A policy, in its own words.
    Policy(PolicyKind),
    /// What a type reads that says nothing of itself.
    Other,
    /// What nothing reads, so that no value is right or wrong: the type is refused where it stands,
    /// and that is all that is said of it.
    Unread,
    /// What must not be shown.
    Secret(&'static Kind),
    /// What may be absent.
    Optional(&'static Kind),
    /// Several of a kind.
    List(&'static Kind),
}

/// What fits into a type of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    /// How many bits it has.
    pub bits: u32,
    /// Whether it has a sign.
    pub is_signed: bool,
    /// Whether zero is left out.
    pub is_nonzero: bool,
}

/// The policies that a setting can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    /// A [`Rate`].
    Rate,
    /// A [`Timeout`].
    Timeout,
    /// A [`BodyLimit`].
    Body,
    /// A [`Concurrency`].
    Concurrency,
    /// A [`CachePolicy`].
    Cache,
    /// An [`Idempotency`].
    Idempotency,
    /// A [`Criticality`].
    Criticality,
}

impl Kind {
    /// What a value, or each of several, looks like.
    #[must_use]
    pub const fn leaf(&self) -> &Self {
        match self {
            Self::Secret(inner) | Self::Optional(inner) | Self::List(inner) => inner.leaf(),
            _ => self,
        }
    }

    /// The kind of a type, of which it is known whether it reads itself from text.
    #[must_use]
    pub const fn if_read(self, reads_text: bool) -> Self {
        match self {
            Self::Other if !reads_text => Self::Unread,
            kind => kind,
        }
    }

    /// Whether any part of it must not be shown.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Optional(inner) | Self::List(inner) => inner.is_secret(),
            _ => false,
        }
    }

    /// Whether it may be absent.
    #[must_use]
    pub const fn is_optional(&self) -> bool {
        match self {
            Self::Optional(_) => true,
            Self::Secret(inner) => inner.is_optional(),
            _ => false,
        }
    }

    /// Whether it is several of a kind.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        match self {
            Self::List(_) => true,
            Self::Secret(inner) | Self::Optional(inner) => inner.is_list(),
            _ => false,
        }
    }

    /// Whether one value can be more than another.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        matches!(
            self.leaf(),
            Self::Whole(_) | Self::Fraction(_) | Self::Duration | Self::Size
        )
    }
}

impl Width {
    /// A type of that many bits, zero included.
    #[must_use]
    pub const fn new(bits: u32, is_signed: bool) -> Self {
        Self {
            bits,
            is_signed,
            is_nonzero: false,
        }
    }

    /// The least number.
    #[must_use]
    pub const fn least(self) -> Whole {
        match self.is_signed {
            true => Whole::new(true, 1 << (self.bits - 1)),
            false => Whole::new(false, self.is_nonzero as u128),
        }
    }

    /// The greatest number.
    #[must_use]
    pub const fn greatest(self) -> Whole {
        let bits = self.bits - self.is_signed as u32;
        Whole::new(false, u128::MAX >> (128 - bits))
    }

    /// Whether a number fits.
    #[must_use]
    pub const fn holds(self, number: Whole) -> bool {
        let is_outside = number.is_less(self.least()) || self.greatest().is_less(number);
        !is_outside && (number.size() > 0 || !self.is_nonzero)
    }
}

impl PolicyKind {
    /// Whether a text is one.
    ///
    /// # Errors
    ///
    /// What the policy itself says of the text.
    pub fn read(self, text: &str) -> Result<(), PolicyError> {
        fn read<T: FromStr>(text: &str) -> Result<(), T::Err> {
            text.parse::<T>().map(drop)
        }
        match self {
            Self::Rate => read::<Rate>(text),
            Self::Timeout => read::<Timeout>(text),
            Self::Body => read::<BodyLimit>(text),
            Self::Concurrency => read::<Concurrency>(text),
            Self::Cache => read::<CachePolicy>(text),
            Self::Idempotency => read::<Idempotency>(text),
            Self::Criticality => read::<Criticality>(text),
        }
    }

    /// The name of its type.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Rate => "Rate",
            Self::Timeout => "Timeout",
            Self::Body => "BodyLimit",
            Self::Concurrency => "Concurrency",
            Self::Cache => "CachePolicy",
            Self::Idempotency => "Idempotency",
            Self::Criticality => "Criticality",
        }
    }

    /// What one is called, and how one looks.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Rate => ("a rate", "10/min"),
            Self::Timeout => ("a timeout", "5s"),
            Self::Body => ("a body limit", "64KiB"),
            Self::Concurrency => ("a concurrency limit", "64 queue:128 wait:200ms"),
            Self::Cache => ("a cache policy", "ttl:60 stale:30"),
            Self::Idempotency => ("an idempotency policy", "ttl:24h"),
            Self::Criticality => ("a criticality", "default"),
        }
    }
}
