//! The room as the pipeline uses it.

mod answers;
mod flights;
mod staleness;
