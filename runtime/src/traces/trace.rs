//! The trace that something belongs to, and the headers by which others hear of it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::ids::{SpanId, TraceId};
use super::inbound::Inbound;
use super::parent::Parent;
use crate::context::RequestContext;

/// The trace that a request belongs to, and its own place in it: what goes along with calls to
/// others, so that theirs belong to it, too (W3C Trace Context).
///
/// ```
/// use hardpoint::prelude::*;
///
/// #[endpoint(get = "/price", timeout = "2s")]
/// async fn price(context: RequestContext) -> &'static str {
///     for (name, value) in context.trace().headers() {
///         // … onto the request to another service, whichever client makes it.
///         # let _ = (name, value);
///     }
///     "4.20"
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Trace {
    trace_id: TraceId,
    span_id: SpanId,
    is_sampled: bool,
    state: Option<Arc<str>>,
}

impl Trace {
    /// The one that this task works for, and where in it: at the innermost span that is recorded,
    /// else at the request; `None` outside of both.
    #[must_use]
    pub fn current() -> Option<Self> {
        Self::innermost(RequestContext::current().as_ref())
    }

    /// The same, where the request is known.
    pub(crate) fn innermost(request: Option<&RequestContext>) -> Option<Self> {
        let whole = request.map(RequestContext::trace);
        #[cfg(feature = "otel")]
        if let Some(mut inner) = recorded() {
            if let Some(whole) = whole.filter(|whole| whole.trace_id == inner.trace_id) {
                inner.state.clone_from(&whole.state);
            }
            return Some(inner);
        }
        whole.cloned()
    }

    /// The id that all parts of the trace have in common.
    #[must_use]
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The id of this part of it.
    #[must_use]
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// Whether it may be recorded: others who are called are asked to record theirs.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.is_sampled
    }

    /// What other vendors say of it (`tracestate`), if they do.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The value of `traceparent`, in version 00.
    #[must_use]
    pub fn traceparent(&self) -> String {
        Parent {
            trace_id: self.trace_id,
            span_id: self.span_id,
            is_sampled: self.is_sampled,
        }
        .write()
    }

    /// The headers of a call to another service: `traceparent`, and `tracestate` where there is
    /// one.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, String)> + use<> {
        let state = self.state().map(|state| ("tracestate", state.to_owned()));
        std::iter::once(("traceparent", self.traceparent())).chain(state)
    }

    /// A new part of the trace that a caller has begun, or of a new one.
    fn within(parent: Option<(Parent, Option<String>)>) -> Self {
        let span_id = SpanId::draw();
        match parent {
            Some((parent, state)) => Self {
                trace_id: parent.trace_id,
                span_id,
                is_sampled: parent.is_sampled,
                state: state.map(Arc::from),
            },
            None => Self {
                trace_id: TraceId::draw(),
                span_id,
                is_sampled: false,
                state: None,
            },
        }
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.traceparent())
    }
}

/// The trace of a request, found out when somebody asks for it.
#[derive(Default)]
pub(crate) struct Traced {
    inbound: Option<Box<Inbound>>,
    trace: OnceLock<Box<Trace>>,
}

impl Traced {
    pub(crate) fn of(inbound: Option<Box<Inbound>>) -> Self {
        Self {
            inbound,
            trace: OnceLock::new(),
        }
    }

    pub(crate) fn trace(&self) -> &Trace {
        self.trace
            .get_or_init(|| Box::new(Trace::within(self.parent())))
    }

    /// What the request says of it.
    pub(super) fn parent(&self) -> Option<(Parent, Option<String>)> {
        let inbound = self.inbound.as_deref()?;
        Some((inbound.parent()?, inbound.state()))
    }

    /// Whether it is said by a peer that is believed.
    #[cfg(feature = "otel")]
    pub(super) fn is_believed(&self) -> bool {
        let inbound = self.inbound.as_deref();
        inbound.is_some_and(|inbound| inbound.is_believed)
    }

    /// Says which it is, before anybody has asked.
    #[cfg(feature = "otel")]
    pub(super) fn know(&self, span: &opentelemetry::trace::SpanContext) {
        if let Some(mut trace) = of(span) {
            let parent = self.parent();
            let parents = parent.filter(|(parent, _)| parent.trace_id == trace.trace_id);
            trace.state = parents.and_then(|(_, state)| state).map(Arc::from);
            let _ = self.trace.set(Box::new(trace));
        }
    }
}

/// The innermost span that is recorded here.
#[cfg(feature = "otel")]
fn recorded() -> Option<Trace> {
    use opentelemetry::trace::TraceContextExt as _;
    opentelemetry::Context::map_current(|context| of(context.span().span_context()))
}

#[cfg(feature = "otel")]
fn of(span: &opentelemetry::trace::SpanContext) -> Option<Trace> {
    let state = span.trace_state().header();
    Some(Trace {
        trace_id: TraceId::of(span.trace_id().to_bytes())?,
        span_id: SpanId::of(span.span_id().to_bytes())?,
        is_sampled: span.is_sampled(),
        state: (!state.is_empty()).then(|| Arc::from(state)),
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn traced(lines: &[(&'static str, &'static str)]) -> Traced {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        Traced::of(Inbound::of(&headers, true))
    }

    #[test]
    fn a_request_is_a_new_part_of_its_callers_trace() {
        let traced = traced(&[
            (
                "traceparent",
                "00-12345678901234567890123456789012-1234567890123456-ff",
            ),
            ("tracestate", "foo=1"),
        ]);
        let trace = traced.trace();
        assert_eq!(
            trace.trace_id().to_string(),
            "12345678901234567890123456789012"
        );
        assert_ne!(trace.span_id().to_string(), "1234567890123456");
        let headers: Vec<_> = trace.headers().collect();
        let parent = format!("00-12345678901234567890123456789012-{}-01", trace.span_id());
        assert_eq!(
            headers,
            [("traceparent", parent), ("tracestate", "foo=1".to_owned())]
        );
        // The same whenever it is asked for.
        assert_eq!(traced.trace(), trace);
    }

    #[test]
    fn what_cannot_be_read_begins_a_new_trace_that_nobody_records() {
        let malformed = traced(&[
            (
                "traceparent",
                "00-00000000000000000000000000000000-1234567890123456-01",
            ),
            ("tracestate", "foo=1"),
        ]);
        let (one, other) = (malformed.trace(), Traced::default());
        assert_ne!(one.trace_id(), other.trace().trace_id());
        assert!(!one.is_sampled());
        assert_eq!(one.headers().count(), 1);
    }
}
