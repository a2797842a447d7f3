//! Which traces are recorded: those that the caller records, and a share of the others.

use std::borrow::Cow;

use opentelemetry::trace::{Link, SpanKind, TraceContextExt as _, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

use crate::random;

/// Which traces are recorded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::traces) struct Sampling {
    /// Whether it is the caller's to say, where there is one.
    pub(in crate::traces) is_parents: bool,
    /// The share of all others, from 0 to 1.
    pub(in crate::traces) share: f64,
}

/// Stands beside a parent whom nobody vouches for: that it wants to be recorded is a wish.
pub(in crate::traces) struct Stranger;

/// Who decides of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decides {
    No,
    Yes,
    /// By the id of its trace, as everybody does who is asked for the same share.
    Id,
    /// By chance: a stranger has chosen the id.
    Chance,
}

impl Sampling {
    fn decides(self, parent: Option<(bool, bool)>) -> Decides {
        match (self.is_parents, parent) {
            (true, Some((false, _))) => Decides::No,
            (true, Some((true, false))) => Decides::Yes,
            (_, Some((_, true))) => Decides::Chance,
            (true, None) | (false, _) => Decides::Id,
        }
    }
}

impl ShouldSample for Sampling {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let span = parent.map(Context::span);
        let parents = span.as_ref().map(|span| span.span_context());
        let parents = parents.filter(|parent| parent.is_valid());
        let known = parents.map(|from| {
            let is_stranger =
                from.is_remote() && parent.is_some_and(|c| c.get::<Stranger>().is_some());
            (from.is_sampled(), is_stranger)
        });
        let is_sampled = match self.decides(known) {
            Decides::No => false,
            Decides::Yes => true,
            Decides::Chance => random::happens(self.share),
            Decides::Id => {
                let by_id = Sampler::TraceIdRatioBased(self.share);
                let result = by_id.should_sample(None, trace_id, name, kind, attributes, links);
                result.decision == SamplingDecision::RecordAndSample
            }
        };
        SamplingResult {
            decision: match is_sampled {
                true => SamplingDecision::RecordAndSample,
                false => SamplingDecision::Drop,
            },
            attributes: Vec::new(),
            trace_state: parents
                .map(|parent| parent.trace_state().clone())
                .unwrap_or_default(),
        }
    }
}

/// What the specification calls it.
impl std::fmt::Display for Sampling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of: Cow<'_, str> = match self.share {
            share if share >= 1.0 => "always_on".into(),
            share if share <= 0.0 => "always_off".into(),
            share => format!("traceidratio={share}").into(),
        };
        let prefix = if self.is_parents { "parentbased_" } else { "" };
        write!(f, "{prefix}{of}")
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceState};

    use super::*;

    fn decided(sampling: Sampling, parent: Option<&Context>, id: u128) -> bool {
        let id = TraceId::from_bytes(id.to_be_bytes());
        let result = sampling.should_sample(parent, id, "GET /", &SpanKind::Server, &[], &[]);
        result.decision == SamplingDecision::RecordAndSample
    }

    fn parent(is_sampled: bool, is_remote: bool, is_stranger: bool) -> Context {
        let flags = TraceFlags::default().with_sampled(is_sampled);
        let (trace, span) = (TraceId::from_bytes([1; 16]), SpanId::from_bytes([1; 8]));
        let state = TraceState::default();
        let context = Context::new();
        let context = context
            .with_remote_span_context(SpanContext::new(trace, span, flags, is_remote, state));
        match is_stranger {
            true => context.with_value(Stranger),
            false => context,
        }
    }

    #[test]
    fn a_callers_word_stands() {
        for share in [0.0, 0.5, 1.0] {
            let sampling = Sampling {
                is_parents: true,
                share,
            };
            for is_remote in [true, false] {
                assert!(decided(sampling, Some(&parent(true, is_remote, false)), 1));
                assert!(!decided(
                    sampling,
                    Some(&parent(false, is_remote, false)),
                    1
                ));
            }
            assert!(!decided(sampling, Some(&parent(false, true, true)), 1));
            // What is inside of a request that a stranger has sent belongs to it.
            assert!(decided(sampling, Some(&parent(true, false, true)), 1));
        }
    }

    #[test]
    fn a_strangers_wish_is_granted_as_often_as_others_are_recorded() {
        let stranger = parent(true, true, true);
        let granted = |is_parents, share| {
            let sampling = Sampling { is_parents, share };
            // By any rule that looks at the id, it would be the same each time.
            (0..1_000)
                .filter(|_| decided(sampling, Some(&stranger), 1))
                .count()
        };
        for is_parents in [true, false] {
            assert_eq!(granted(is_parents, 0.0), 0);
            assert_eq!(granted(is_parents, 1.0), 1_000);
            assert!((100..900).contains(&granted(is_parents, 0.5)));
        }
    }

    #[test]
    fn others_are_recorded_by_their_id() {
        let half = Sampling {
            is_parents: true,
            share: 0.5,
        };
        assert!(decided(half, None, 1));
        assert!(!decided(half, None, u128::from(u64::MAX)));
        let none = Sampling { share: 0.0, ..half };
        assert!(!decided(none, None, 1));
        let apart = Sampling {
            is_parents: false,
            share: 1.0,
        };
        assert!(decided(apart, Some(&parent(false, true, false)), u128::MAX));
    }
}
