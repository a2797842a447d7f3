//! The room as the pipeline uses it.

mod answers;
mod failures;
mod flights;
mod keys;
mod staleness;
