//! The canonical log line: one event per request, with what was decided on the way.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};

use sha2::{Digest, Sha256};

use crate::context::{RequestContext, RequestId};
use crate::principal::Principal;
use crate::traces::Traced;

/// What was asked for, and by whom.
pub(crate) struct Subject<'a> {
    pub(crate) id: &'a RequestId,
    pub(crate) traced: &'a Traced,
    /// The endpoint's name; nothing where no endpoint took the request.
    pub(crate) operation: Option<&'a str>,
    pub(crate) route: Option<&'a str>,
    pub(crate) principal: Option<&'a Principal>,
}

impl<'a> From<&'a RequestContext> for Subject<'a> {
    fn from(context: &'a RequestContext) -> Self {
        Self {
            id: context.id(),
            traced: context.traced(),
            operation: Some(&context.spec().name),
            route: context.spec().path.as_deref(),
            principal: context.principal(),
        }
    }
}

/// What came of it.
pub(crate) struct AccessLine<'a> {
    pub(crate) method: &'a Method,
    pub(crate) status: StatusCode,
    pub(crate) duration: Duration,
    /// The problem's code, where the answer is one.
    pub(crate) code: Option<&'a str>,
    /// The rate limits that refused the request or, in shadow, would have: their names.
    pub(crate) refused_by: Option<&'a str>,
    /// How the cache took part, as `Cache-Status` says it.
    pub(crate) cache: Option<&'a str>,
    /// Whether a stored answer was given again under an idempotency key.
    pub(crate) replayed: bool,
}

/// Writes the line. It holds no raw path, query, header or body: nothing a client could hide a
/// secret in.
pub(crate) fn log_request(subject: &Subject<'_>, line: &AccessLine<'_>) {
    tracing::info!(
        target: "hardpoint::request",
        request_id = %subject.id,
        trace_id = %subject.traced.trace().trace_id(),
        span_id = %subject.traced.trace().span_id(),
        operation = subject.operation,
        route = subject.route,
        method = %line.method,
        status = line.status.as_u16(),
        duration_us = u64::try_from(line.duration.as_micros()).unwrap_or(u64::MAX),
        code = line.code,
        principal = subject.principal.map(pseudonym),
        refused_by = line.refused_by,
        cache = line.cache,
        replayed = line.replayed,
        "served",
    );
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
