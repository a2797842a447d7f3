//! The span of a guarded call, of which only traces have a use.

use tracing::Span;
use tracing::field::Empty;

use super::meters::CallOutcome;
use crate::traces::{failed, stage};

/// The span of a call, with all its attempts.
pub(super) fn call(dependency: &str) -> Span {
    stage!(
        "dependency",
        otel.name = format_args!("dependency {dependency}"),
        hardpoint.dependency = dependency,
        hardpoint.dependency.attempts = Empty,
        error.type = Empty,
        otel.status_code = Empty,
    )
}

/// Says in the span what came of it, in how many attempts.
pub(super) fn note(span: &Span, outcome: CallOutcome, attempts: u32) {
    if span.is_disabled() {
        return;
    }
    span.record("hardpoint.dependency.attempts", attempts);
    match outcome {
        CallOutcome::Succeeded | CallOutcome::Refused | CallOutcome::Cancelled => {}
        outcome => failed(span, outcome.as_str()),
    }
}
