//! The canonical log line: one event per request, with what was decided on the way.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};

use sha2::{Digest, Sha256};

use super::spent::Spent;
use crate::context::{RequestContext, RequestId};
use crate::principal::Principal;
use crate::traces::Traced;

/// What was asked for, and by whom.
pub(crate) struct Subject<'a> {
    pub(crate) id: &'a RequestId,
    pub(crate) traced: &'a Traced,
    /// The endpoint's name; nothing where no endpoint took the request.
    pub(crate) operation: Option<&'a str>,
    /// The template, as it is mounted.
    pub(crate) route: Option<&'a str>,
    pub(crate) principal: Option<&'a Principal>,
    /// What it has asked of others.
    pub(crate) spent: Option<&'a Spent>,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(context: &'a RequestContext, route: &'a str) -> Self {
        Self {
            id: context.id(),
            traced: context.traced(),
            operation: Some(&context.spec().name),
            route: Some(route),
            principal: context.principal(),
            spent: Some(context.spent()),
        }
    }
}

/// What came of it.
pub(crate) struct AccessLine<'a> {
    pub(crate) method: &'a Method,
    /// None where it was not answered: its client had left, or its time was over.
    pub(crate) status: Option<StatusCode>,
    pub(crate) duration: Duration,
    /// The problem's code, where the answer is one.
    pub(crate) code: Option<&'a str>,
    /// The rate limits that refused the request: their names.
    pub(crate) refused_by: Option<&'a str>,
    /// Those in shadow that would have refused it.
    pub(crate) would_reject: Option<&'a str>,
    /// How the cache took part, as `Cache-Status` says it.
    pub(crate) cache: Option<&'a str>,
    /// Whether a stored answer was given again under an idempotency key; nothing where keys mean
    /// nothing.
    pub(crate) replayed: Option<bool>,
}

impl<'a> AccessLine<'a> {
    /// One of which nothing more is known.
    pub(crate) fn new(method: &'a Method, status: Option<StatusCode>, duration: Duration) -> Self {
        Self {
            method,
            status,
            duration,
            code: None,
            refused_by: None,
            would_reject: None,
            cache: None,
            replayed: None,
        }
    }
}

/// Whether anybody wants the line: what it says need not be found out where nobody does.
pub(crate) fn is_logged() -> bool {
    tracing::enabled!(target: "hardpoint::request", tracing::Level::INFO)
}

/// Writes the line. It holds no raw path, query, header or body: nothing a client could hide a
/// secret in.
pub(crate) fn log_request(subject: &Subject<'_>, line: &AccessLine<'_>) {
    let spent = subject.spent;
    tracing::info!(
        target: "hardpoint::request",
        request_id = subject.id.as_str(),
        trace_id = %subject.traced.trace().trace_id(),
        span_id = %subject.traced.trace().span_id(),
        operation = subject.operation,
        route = subject.route,
        method = line.method.as_str(),
        status = line.status.map(|status| status.as_u16()),
        duration_us = micros(line.duration),
        code = line.code,
        principal = subject.principal.map(pseudonym),
        refused_by = line.refused_by,
        would_reject = line.would_reject,
        cache = line.cache,
        replayed = line.replayed,
        db_statements = spent.and_then(Spent::statements),
        db_us = spent.and_then(Spent::statement_micros),
        db_wait_us = spent.and_then(Spent::connection_micros),
        store_calls = spent.and_then(|spent| spent.stores.count()),
        store_us = spent.and_then(|spent| spent.stores.micros()),
        dependency_calls = spent.and_then(|spent| spent.dependencies.count()),
        dependency_us = spent.and_then(|spent| spent.dependencies.micros()),
        message = if line.status.is_some() { "served" } else { "left unanswered" },
    );
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// A principal as logs know it: the same everywhere, and not to be read back.
fn pseudonym(principal: &Principal) -> String {
    let mut hash = Sha256::new();
    for part in [principal.tenant().unwrap_or_default(), principal.id()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principals_pseudonym_is_its_own_and_hides_it() {
        let ada = pseudonym(&Principal::new("ada"));
        assert_eq!((ada.len(), &ada), (16, &pseudonym(&Principal::new("ada"))));
        assert!(!ada.contains("ada"));
        let of_a_tenant = pseudonym(&Principal::new("a").with_tenant("ad"));
        assert_ne!(ada, of_a_tenant);
    }
}
