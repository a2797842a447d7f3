//! The span of a request as others see it: named and described by OpenTelemetry's conventions.

#[cfg(feature = "otel")]
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanContext, SpanId, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState},
};
use tracing::Span;
#[cfg(feature = "otel")]
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

#[cfg(feature = "otel")]
use super::export::Stranger;
use super::trace::Traced;

/// What is known of a request when it begins.
#[cfg_attr(
    not(feature = "otel"),
    allow(dead_code, reason = "who records nothing reads none of it")
)]
pub(crate) struct Began<'a> {
    /// One that has a name of its own, or `_OTHER`.
    pub(crate) method: &'static str,
    /// The template, where an endpoint takes it.
    pub(crate) route: Option<&'a str>,
    pub(crate) scheme: &'static str,
    /// `1.1`, for one.
    pub(crate) version: &'static str,
}

/// The span of a request, where traces are recorded.
#[derive(Default)]
pub(crate) struct Recorded(#[cfg(feature = "otel")] Option<Open>);

#[cfg(feature = "otel")]
struct Open {
    context: Context,
    /// Dropped for the last time, it would end what is recorded.
    _span: Span,
}

#[cfg(not(feature = "otel"))]
impl Recorded {
    pub(crate) fn begin(_: &Span, _: &Traced, _: &Began<'_>) -> Self {
        Self()
    }

    #[inline(always)]
    pub(crate) fn alone(_: &Traced, _: impl FnOnce() -> Began<'static>) -> Self {
        Self()
    }

    #[inline(always)]
    pub(crate) fn answered(&self, _: u16) {}

    pub(crate) fn left_unanswered(&self) {}
}

#[cfg(feature = "otel")]
impl Recorded {
    /// Makes `span` a part of its caller's trace, or of a new one; from here on, that is the
    /// request's. Where nobody records traces, nothing happens.
    pub(crate) fn begin(span: &Span, traced: &Traced, began: &Began<'_>) -> Self {
        if span.set_parent(parent(traced)).is_err() {
            return Self::default();
        }
        let context = span.context();
        traced.know(context.span().span_context());
        if context.span().is_recording() {
            context.span().update_name(name(began));
            context.span().set_attributes(described(began));
        }
        Self(Some(Open {
            context,
            _span: span.clone(),
        }))
    }

    /// The same for a request of which there is no span else: nothing is done for it that could be
    /// a part of it.
    pub(crate) fn alone(traced: &Traced, began: impl FnOnce() -> Began<'static>) -> Self {
        if !tracing::dispatcher::has_been_set() {
            return Self::default();
        }
        let span = tracing::error_span!(target: "hardpoint::request_span", "request", otel.kind = "server");
        Self::begin(&span, traced, &began())
    }

    /// The answer is on its way. What the client has done wrong is no error of the service.
    #[inline]
    pub(crate) fn answered(&self, status: u16) {
        if let Some(Open { context, .. }) = &self.0 {
            answered(context, status);
        }
    }

    /// There is no answer, and there will be none.
    pub(crate) fn left_unanswered(&self) {
        if let Some(Open { context, .. }) = &self.0 {
            let span = context.span();
            span.set_attribute(KeyValue::new("error.type", "abandoned"));
            span.end();
        }
    }
}

#[cfg(feature = "otel")]
#[cold]
fn answered(context: &Context, status: u16) {
    let span = context.span();
    span.set_attribute(KeyValue::new(
        "http.response.status_code",
        i64::from(status),
    ));
    if status >= 500 {
        span.set_attribute(KeyValue::new("error.type", status.to_string()));
        span.set_status(Status::error(""));
    }
    // Not when the last clone of the span is dropped: work may go on behind the request.
    span.end();
}

/// Where the request comes from.
#[cfg(feature = "otel")]
fn parent(traced: &Traced) -> Context {
    let Some((parent, state)) = traced.parent() else {
        return Context::new();
    };
    let flags = TraceFlags::default().with_sampled(parent.is_sampled);
    let state: TraceState = state
        .and_then(|state| state.parse().ok())
        .unwrap_or_default();
    let trace = TraceId::from_bytes(parent.trace_id.to_bytes());
    let span = SpanId::from_bytes(parent.span_id.to_bytes());
    let caller = SpanContext::new(trace, span, flags, true, state);
    let context = Context::new().with_remote_span_context(caller);
    match traced.is_believed() {
        true => context,
        false => context.with_value(Stranger),
    }
}

#[cfg(feature = "otel")]
fn name(began: &Began<'_>) -> String {
    // What is no method is none in a name either.
    let method = match began.method {
        "_OTHER" => "HTTP",
        method => method,
    };
    match began.route {
        Some(route) => format!("{method} {route}"),
        None => method.to_owned(),
    }
}

/// No path, query or header: nothing that a client could hide a secret in.
#[cfg(feature = "otel")]
fn described(began: &Began<'_>) -> Vec<KeyValue> {
    let mut described = vec![
        KeyValue::new("http.request.method", began.method),
        KeyValue::new("url.scheme", began.scheme),
        KeyValue::new("network.protocol.version", began.version),
    ];
    if let Some(route) = began.route {
        described.push(KeyValue::new("http.route", route.to_owned()));
    }
    described
}
