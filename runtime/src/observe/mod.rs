//! What can be seen from outside: one log line a request, and the RED metrics.

mod access_log;
mod red;
mod span;

pub(crate) use access_log::{AccessLine, Subject, log_request};
pub(crate) use red::Red;
#[cfg(feature = "logs")]
pub(crate) use span::REQUEST_SPAN;
pub(crate) use span::request_span;
