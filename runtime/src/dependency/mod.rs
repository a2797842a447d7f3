//! Calls of others that fail without taking the service along.

pub(crate) mod breaker;
pub(crate) mod bulkhead;
mod classify;
mod current;
mod error;
mod meters;
mod span;
mod told;

pub use self::classify::Classify;
pub use self::current::{Call, current};
pub use self::error::{DependencyError, Failure, Rejected, falls_back};
pub use crate::error::ErrorClass;
