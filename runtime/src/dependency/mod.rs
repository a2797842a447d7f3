//! Outbound calls: what keeps a dependency that fails from taking the service along.

mod backoff;
mod budget;
mod latencies;

pub use budget::{RetryBudget, RetryBudgetState};
