//! Traces: which requests of which services belong together, and what became of each.
#![doc = include_str!("../docs/traces.md")]

mod ids;
mod inbound;
mod parent;
mod state;
mod trace;

pub use self::ids::{SpanId, TraceId};
pub(crate) use self::inbound::Inbound;
pub use self::trace::Trace;
pub(crate) use self::trace::Traced;
