//! What can be seen from outside: one log line a request, and the RED metrics.

mod access_log;
mod red;

pub(crate) use access_log::{AccessLine, Subject, log_request};
pub(crate) use red::Red;
