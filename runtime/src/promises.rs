//! What an endpoint promises, as `#[endpoint]` writes it down.
//!
//! The compiler reads this for every endpoint, and pays for each expression and each type in it: so
//! it is one constant of few fields, most of them texts. The policies are one text, in the grammar
//! in which a user writes them; they are read when the service starts.

mod endpoint;
mod read;

use std::panic::Location;

pub use self::endpoint::Declared;
use crate::error::ErrorCodes;
use crate::probe::ArgFacts;

/// What an endpoint promises, and what is known of its function's signature.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Promises {
    /// The operation's id.
    pub name: &'static str,
    /// Its methods and its path, [as the vocabulary writes them](hardpoint_policy::EndpointSpec::route).
    pub route: &'static str,
    /// Everything else, [as the vocabulary writes it](hardpoint_policy::EndpointSpec::promises).
    pub said: &'static str,
    /// What it shares with others that cannot stand beside it, [from the
    /// vocabulary](hardpoint_policy::EndpointSpec::keys).
    pub keys: [u64; 2],
    /// Where its function stands.
    pub module: &'static str,
    /// Where its attribute stands.
    pub place: &'static Location<'static>,
    /// What is known of each argument.
    pub arguments: &'static [ArgFacts],
    /// The codes of its errors, as far as they are known.
    pub errors: &'static ErrorCodes,
}

impl Promises {
    /// Those of nothing.
    pub(crate) const NONE: Self = Self {
        name: "",
        route: "",
        said: "",
        keys: [0; 2],
        module: "",
        place: Location::caller(),
        arguments: &[],
        errors: ErrorCodes::NONE,
    };
}
