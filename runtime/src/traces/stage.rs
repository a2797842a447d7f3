//! The spans of what happens within a request, of which only traces have a use.

use std::future::Future;

use tracing::{Instrument as _, Span};

/// The target of the spans of stages.
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

/// Whether the stages of a request are seen: one type for each answer, so that nothing is paid where
/// nobody looks, not even for the question.
pub(crate) trait Watch {
    /// Does `work` in the span of a stage.
    fn within<F: Future>(stage: fn() -> Span, work: F) -> impl Future<Output = F::Output>;
}

/// Nobody looks.
pub(crate) enum Unseen {}

/// Somebody may.
pub(crate) enum Seen {}

impl Watch for Unseen {
    #[inline(always)]
    fn within<F: Future>(_: fn() -> Span, work: F) -> impl Future<Output = F::Output> {
        work
    }
}

impl Watch for Seen {
    fn within<F: Future>(stage: fn() -> Span, work: F) -> impl Future<Output = F::Output> {
        work.instrument(stage())
    }
}

/// Says in the span of a stage that it has failed, and how, in a word that is one of few.
pub(crate) fn failed(span: &Span, how: &str) {
    span.record("error.type", how);
    span.record("otel.status_code", "ERROR");
}
