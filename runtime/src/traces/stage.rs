//! The spans of what happens within a request, of which only traces have a use.

use tracing::Span;

/// The target of the spans of stages.
#[cfg(feature = "logs")]
pub(crate) const STAGE: &str = "hardpoint::stage";

/// A span of a stage: its name, and the fields it has.
///
/// Where nobody records traces it is none, and its fields are not made.
macro_rules! stage {
    ($name:literal $(, $($field:tt)*)?) => {
        tracing::debug_span!(target: "hardpoint::stage", $name $(, $($field)*)?)
    };
}

pub(crate) use stage;

/// Whether anybody has a use for the spans of stages.
pub(crate) fn are_seen() -> bool {
    tracing::span_enabled!(target: "hardpoint::stage", tracing::Level::DEBUG)
}

/// Says in the span of a stage that it has failed, and how, in a word that is one of few.
pub(crate) fn failed(span: &Span, how: &str) {
    span.record("error.type", how);
    span.record("otel.status_code", "ERROR");
}
