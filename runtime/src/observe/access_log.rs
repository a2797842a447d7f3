//! The canonical log line: one event per request, with what was decided on the way.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};

use crate::context::RequestContext;

/// What the line says besides the context.
pub(crate) struct AccessLine<'a> {
    pub(crate) method: &'a Method,
    pub(crate) status: StatusCode,
    pub(crate) duration: Duration,
    /// The problem's code, where the answer is one.
    pub(crate) code: Option<&'a str>,
    /// How the cache took part, as `Cache-Status` says it.
    pub(crate) cache: Option<&'a str>,
    /// Whether a stored answer was given again under an idempotency key.
    pub(crate) replayed: bool,
}

/// Writes the line. It holds no raw path, query, header or body: nothing a client could hide a
/// secret in.
pub(crate) fn log_request(context: &RequestContext, line: &AccessLine<'_>) {
    tracing::info!(
        target: "hardpoint::request",
        request_id = %context.id(),
        operation = %context.spec().name,
        route = context.spec().path.as_deref(),
        method = %line.method,
        status = line.status.as_u16(),
        duration_ms = line.duration.as_secs_f64() * 1_000.0,
        code = line.code,
        cache = line.cache,
        replayed = line.replayed,
        "served",
    );
}
