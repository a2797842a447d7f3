//! What can be seen from outside: one log line a request, and metrics.
#![doc = include_str!("../docs/metrics.md")]

mod access_log;
pub(crate) mod catalogue;
mod expected;
mod metric;
mod place;
mod recorder;
mod red;
mod share;
mod span;
mod spent;

pub(crate) use access_log::{AccessLine, Subject, is_logged, log_request};
pub(crate) use place::Place;
pub use recorder::{ForeignRecorder, install_metrics, metrics};
pub(crate) use red::{LineId, Red};
pub(crate) use share::Share;
#[cfg(feature = "logs")]
pub(crate) use span::REQUEST_SPAN;
pub(crate) use span::{job_span, request_span, send_within};
pub(crate) use spent::Spent;

/// Says to the recorder of the process, whoever's it is, what each metric is.
pub(crate) fn describe_metrics() {
    for metric in catalogue::ALL {
        ::metrics::with_recorder(|recorder| metric.describe(recorder));
    }
}
