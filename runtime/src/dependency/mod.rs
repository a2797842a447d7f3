//! Calls to others that fail without taking the service along.

mod backoff;
pub(crate) mod breaker;
mod budget;
pub(crate) mod bulkhead;
mod classify;
mod current;
mod error;
mod latencies;

pub use self::budget::{RetryBudget, RetryBudgetState};
pub use self::classify::Classify;
pub use self::current::{Call, current};
pub use self::error::{DependencyError, Failure, Rejected, falls_back};
pub use crate::error::ErrorClass;
