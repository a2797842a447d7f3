//! The rules of `idempotent`.

use super::{Fault, pasted};
use crate::{BodyLimit, EndpointSpec, Idempotency, Timeout};

/// Equal means with an equal body, so the body must be read before the key is claimed.
pub(super) fn idempotency_needs_the_whole_body(spec: &EndpointSpec) -> Option<Fault> {
    let broken = spec.takes_idempotency_keys() && spec.body == BodyLimit::Stream;
    broken.then(|| {
        Fault::new(
            "body",
            "`body = \"stream\"` leaves nothing by which `idempotent` could tell requests apart",
            "write `body = \"1MiB\"`, or remove `idempotent`",
        )
    })
}

/// A claim is held for as long as a run may take; without an end a run that was lost would hold
/// its key for ever.
pub(super) fn idempotency_needs_an_end(spec: &EndpointSpec) -> Option<Fault> {
    let endless = matches!(spec.timeout, Timeout::None { .. });
    (spec.takes_idempotency_keys() && endless).then(|| {
        Fault::new(
            "timeout",
            "`timeout = \"none\"` would let an `idempotent` run hold its key for ever",
            "write `timeout = \"10m\"`, or remove `idempotent`",
        )
    })
}

/// A key that is forgotten while its request still runs lets the same request run twice.
pub(super) fn idempotency_outlives_the_timeout(spec: &EndpointSpec) -> Option<Fault> {
    let idempotency = spec.idempotency.filter(|_| spec.takes_idempotency_keys())?;
    let timeout = spec.timeout.limit()?;
    (idempotency.ttl < timeout).then(|| {
        Fault::new(
            "idempotent",
            format!(
                "`idempotent` forgets a key after `{}`, while its request may run for `{timeout}`",
                idempotency.ttl
            ),
            format!(
                "write `ttl:24h`, or {}",
                pasted("timeout", &idempotency.ttl)
            ),
        )
    })
}

/// An answer in the cache is everybody's at once, and its transaction may still be taken back.
pub(super) fn an_answer_is_shared_when_it_is_committed(spec: &EndpointSpec) -> Option<Fault> {
    let Idempotency { tx, .. } = spec.idempotency?;
    (tx && spec.cache.is_some()).then(|| {
        Fault::new(
            "cache",
            "`cache` shares an answer whose transaction, by `tx` in `idempotent`, may yet be taken back",
            "remove `cache`; a request that comes again with its key is answered without running",
        )
    })
}

/// A safe method writes nothing, so there is nothing that a transaction could hold together, and
/// no key is asked for.
pub(super) fn a_transaction_has_something_to_commit(spec: &EndpointSpec) -> Option<Fault> {
    let method = spec.methods.first()?;
    let Idempotency { tx, .. } = spec.idempotency?;
    (tx && !spec.takes_idempotency_keys()).then(|| {
        Fault::new(
            "idempotent",
            format!("`tx` in `idempotent` commits what a `{method}` writes, and a safe method writes nothing"),
            "remove `idempotent`, or write `post`, `put`, `patch` or `delete` in place of the method",
        )
    })
}
