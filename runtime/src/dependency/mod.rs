//! Calls to others that fail without taking the service along.
//!
//! [`#[dependency]`](macro@crate::dependency) above a function guards its calls; its page says what a
//! guard does. Here are what such functions return ([`DependencyError`], [`Rejected`]), how errors of
//! your own say what to make of them ([`Classify`], [`ErrorClass`]), the same guard without the
//! attribute ([`Guard`]), and what a client library finds out about the call that it is a part of
//! ([`current`]).

mod attempt;
mod backoff;
pub(crate) mod breaker;
mod budget;
mod builder;
pub(crate) mod bulkhead;
mod call;
mod classify;
mod current;
mod declared;
mod error;
mod failure;
mod guard;
mod hedge;
mod latencies;
mod listed;
mod meters;
pub(crate) mod options;
mod passed;
mod plan;
pub(crate) mod registry;
mod rejected;
mod returned;
mod run;
pub(crate) mod shared;
mod span;
pub(crate) mod state;
mod timed;
mod told;

pub use self::budget::{RetryBudget, RetryBudgetState};
pub use self::builder::{GuardBuilder, GuardError};
pub use self::classify::Classify;
pub use self::current::{Call, current};
#[doc(hidden)]
pub use self::declared::{Again, DeclaredDependency, Key, SaidOfDependency, again, asks_fallback};
pub use self::error::DependencyError;
pub use self::failure::{Failure, falls_back};
pub use self::guard::Guard;
pub use self::listed::Dependencies;
pub(crate) use self::listed::register;
pub use self::rejected::Rejected;
#[doc(hidden)]
pub use self::returned::{Outcome, call_once, call_repeatedly, returned};
pub use crate::error::ErrorClass;

#[cfg(test)]
mod tests;
