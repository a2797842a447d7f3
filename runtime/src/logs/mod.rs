//! Logs: one line an event, in JSON or as text, with the request's id and without secrets.
#![doc = include_str!("../docs/logs.md")]

mod escape;
mod fields;
mod format;
mod init;
mod layer;
mod levels;
mod output;
mod panics;
mod redact;
mod sentence;
mod settings;
mod stamp;
mod trouble;
mod writer;
mod written;

pub use self::format::{LogFormat, UnknownLogFormat};
pub(crate) use self::init::LogControl;
pub use self::init::{Logs, LogsError, init, init_beside, layer};
pub(crate) use self::levels::LONGEST as LONGEST_LEVELS;
pub use self::levels::LevelsError;
#[cfg(feature = "otel")]
pub(crate) use self::redact::{Names, REDACTED, without_literals};
pub use self::settings::LogSettings;
