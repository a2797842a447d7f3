//! What is said of a policy that holds where nothing is said, too.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::{PolicyError, read_none};

/// What is said of a policy that has a default: nothing, a policy, or no, and why.
///
/// ```
/// use hardpoint_policy::{BulkheadPolicy, Stated};
///
/// let stated = Stated::Policy("32 wait:50ms".parse::<BulkheadPolicy>()?);
/// assert_eq!(stated.said().unwrap(), "32 wait:50ms");
/// assert_eq!(Stated::<BulkheadPolicy>::Unsaid.said(), None);
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stated<T> {
    /// Nothing is said: the default holds.
    #[default]
    Unsaid,
    /// This holds.
    Policy(T),
    /// It is done without, for the reason given (`none because:…`).
    None {
        /// Why nothing is right here.
        because: Cow<'static, str>,
    },
}

impl<T> Stated<T> {
    /// Whether anything is said.
    pub const fn is_said(&self) -> bool {
        !matches!(self, Self::Unsaid)
    }

    /// Reads what is said; `example` is a reason to do without.
    pub(super) fn read(text: &str, example: &str) -> Result<Self, PolicyError>
    where
        T: FromStr<Err = PolicyError>,
    {
        match read_none(text, example) {
            Some(reason) => reason.map(|because| Self::None { because }),
            None => text.parse().map(Self::Policy),
        }
    }
}

impl<T: fmt::Display> Stated<T> {
    /// What is said, as it is written.
    pub fn said(&self) -> Option<String> {
        match self {
            Self::Unsaid => None,
            Self::Policy(policy) => Some(policy.to_string()),
            Self::None { because } => Some(format!("none because:{because}")),
        }
    }
}
