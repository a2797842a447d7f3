//! Calls to others that fail without taking the service along.

pub(crate) mod breaker;
pub(crate) mod bulkhead;
