//! The spans of what happens within a request, of which only traces have a use.

#[cfg(feature = "otel")]
use parking_lot::RwLock;
#[cfg(feature = "logs")]
use tracing::Metadata;
use tracing::Span;
#[cfg(feature = "otel")]
use tracing_subscriber::filter::Targets;

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

/// The spans that are recorded, whoever logs what.
#[cfg(feature = "otel")]
static RECORDED: RwLock<Option<Targets>> = RwLock::new(None);

/// From now on, these spans are recorded.
#[cfg(feature = "otel")]
pub(super) fn are_recorded(targets: &Targets) {
    *RECORDED.write() = Some(targets.clone());
}

/// Whether it is a span that is recorded: then it is between others and their request, and whoever
/// looks for that has to see it, too.
#[cfg(feature = "logs")]
pub(crate) fn is_recorded(metadata: &Metadata<'_>) -> bool {
    #[cfg(feature = "otel")]
    if metadata.is_span()
        && let Some(targets) = &*RECORDED.read()
    {
        return targets.would_enable(metadata.target(), metadata.level());
    }
    #[cfg(not(feature = "otel"))]
    let _nothing_is = metadata;
    false
}
