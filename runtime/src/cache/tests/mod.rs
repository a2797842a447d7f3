//! The room as the pipeline uses it.

mod answers;
mod beyond;
mod failures;
mod flights;
mod keys;
mod staleness;
