//! Traces: which requests of which services belong together, and what became of each.
#![doc = include_str!("../docs/traces.md")]

#[cfg(feature = "otel")]
mod export;
mod ids;
mod inbound;
#[cfg(feature = "otel")]
mod init;
mod parent;
mod recorded;
#[cfg(feature = "otel")]
mod settings;
mod stage;
mod state;
mod trace;
#[cfg(feature = "otel")]
mod variables;

pub use self::ids::{SpanId, TraceId};
pub(crate) use self::inbound::Inbound;
#[cfg(feature = "otel")]
pub(crate) use self::init::TraceControl;
#[cfg(feature = "otel")]
pub use self::init::{Traces, TracesError, layer};
pub(crate) use self::recorded::{Began, Recorded};
#[cfg(feature = "otel")]
pub use self::settings::TraceSettings;
#[cfg(feature = "logs")]
pub(crate) use self::stage::{STAGE, is_recorded};
pub(crate) use self::stage::{are_seen, failed, stage};
pub use self::trace::Trace;
pub(crate) use self::trace::Traced;
