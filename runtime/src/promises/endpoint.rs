//! A declared endpoint as the runtime reads it.

use hardpoint_policy::EndpointSpec;

use super::{Promises, read};
use crate::endpoint::Endpoint;
use crate::error::ErrorCodes;
use crate::error::codes::{CodesFallback, CodesOf};
use crate::invocation::Invocation;
use crate::probe::{ArgFacts, Probe, ProbeFallback};

/// An endpoint as `#[endpoint]` writes it; [`Endpoint`] is what it is read as.
///
/// Its implementation asks [`Probe`] and [`CodesOf`] what is known of types. Where nothing is, what
/// the traits [`ProbeFallback`] and [`CodesFallback`] say stands in for it, if they are in scope;
/// this one is by itself, as each trait is where it is implemented. So it says the same of them, and
/// an endpoint imports nothing.
#[doc(hidden)]
pub trait Declared: Sized + 'static {
    /// What it promises, and what is known of its function.
    const PROMISES: Promises = Promises::new("", [0; 2], "", []);

    /// Of an argument of which nothing is known.
    const FACTS: ArgFacts = <Probe<Self> as ProbeFallback>::FACTS;

    /// Of an answer of which nothing is known.
    const KNOWN: &'static ErrorCodes = <CodesOf<Self> as CodesFallback>::KNOWN;

    /// A call of its function, still to come.
    fn invocation() -> Invocation {
        unreachable!("a probe is no endpoint")
    }
}

impl<T: 'static> Declared for Probe<T> {}

impl<T: 'static> Declared for CodesOf<T> {}

// What an endpoint lacks is said in terms of what it is, not of how that is written.
#[diagnostic::do_not_recommend]
impl<E: Declared> Endpoint for E {
    const ARGS: &'static [Option<ArgFacts>] = &E::PROMISES.arguments;
    const ERRORS: &'static ErrorCodes = match E::PROMISES.stated.errors {
        Some(codes) => codes,
        None => ErrorCodes::NONE,
    };

    fn spec() -> &'static EndpointSpec {
        read::spec::<E>()
    }

    fn invocation() -> Invocation {
        <E as Declared>::invocation()
    }
}
