//! A panic's message: in the log, once, without secrets, and nowhere else.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic;
use std::thread;
use std::time::Duration;

use super::levels::PANIC;
use super::writer::Writer;

/// Makes panics lines of the log.
///
/// The hook that was there is not asked any more: it prints what is not redacted.
pub(super) fn log(writer: Writer) {
    panic::set_hook(Box::new(move |told| {
        let message = told.payload_as_str().unwrap_or("of no text");
        let place = told.location().map(ToString::to_string);
        let trace = Backtrace::capture();
        let is_taken = trace.status() == BacktraceStatus::Captured;
        let backtrace = is_taken.then(|| trace.to_string());
        let thread = thread::current();
        tracing::error!(
            target: PANIC,
            place,
            thread = thread.name(),
            backtrace,
            "a panic: {message}"
        );
        // Nobody will be left to write it.
        if cfg!(panic = "abort") {
            writer.flush(Duration::from_secs(1));
        }
    }));
}
