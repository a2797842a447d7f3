//! What an endpoint promises, as `#[endpoint]` writes it down.
//!
//! The compiler reads this for every endpoint, and pays for each expression and each type in it. So
//! it is one constant, a call or a few; and the policies are one text, in the grammar in which users
//! write them, which is read when the service starts.

mod declare;
mod endpoint;
mod read;

use std::panic::Location;

pub use self::endpoint::Declared;
use crate::error::ErrorCodes;
use crate::probe::ArgFacts;

/// As many arguments as an actix handler may have.
const MOST_ARGUMENTS: usize = 16;

/// What an endpoint promises, and what is known of its function's signature.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Promises {
    /// What its attribute and its errors say.
    pub stated: Stated,
    pub(crate) arguments: [Option<ArgFacts>; MOST_ARGUMENTS],
}

/// What an endpoint says, and where.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Stated {
    /// All that its attribute says, [as the vocabulary writes
    /// it](hardpoint_policy::EndpointSpec::written).
    pub text: &'static str,
    /// What it shares with others that cannot stand beside it, [from the
    /// vocabulary](hardpoint_policy::EndpointSpec::keys).
    pub(crate) keys: [u64; 2],
    /// Where its function stands.
    pub(crate) module: &'static str,
    /// Where its attribute stands.
    pub(crate) place: &'static Location<'static>,
    /// The codes of its errors, where its answer may hold some.
    pub(crate) errors: Option<&'static ErrorCodes>,
}

impl Promises {
    /// Those of the endpoint that is declared where this is called, and what is known of its
    /// arguments: each call in a constant has its price, an item of a list nearly none.
    #[must_use]
    #[track_caller]
    pub const fn new<const COUNT: usize>(
        text: &'static str,
        keys: [u64; 2],
        module: &'static str,
        facts: [ArgFacts; COUNT],
    ) -> Self {
        let mut arguments = [None; MOST_ARGUMENTS];
        let mut at = 0;
        while at < COUNT {
            arguments[at] = Some(facts[at]);
            at += 1;
        }
        Self {
            stated: Stated {
                text,
                keys,
                module,
                place: Location::caller(),
                errors: None,
            },
            arguments,
        }
    }

    /// The codes of its errors, as far as they are known.
    #[must_use]
    pub const fn errors(mut self, codes: &'static ErrorCodes) -> Self {
        self.stated.errors = Some(codes);
        self
    }
}
