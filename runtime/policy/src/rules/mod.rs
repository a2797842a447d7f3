//! The rules between the policies of one endpoint.
//!
//! Each policy is checked by itself when its text is read; here is what two of them cannot
//! promise together. One rule is one function; [`check`] runs them all.

mod rates;

use crate::{BodyLimit, EndpointSpec, Timeout, Vary};

/// A rule between policies that an endpoint breaks.
///
/// ```
/// use hardpoint_policy::{BodyLimit, EndpointSpec, Idempotency, check};
///
/// let spec = EndpointSpec {
///     body: BodyLimit::Stream,
///     idempotency: Some(Idempotency::default()),
///     ..EndpointSpec::new("upload", "files")
/// };
/// let breaches = check(&spec);
/// assert_eq!(breaches[0].rule, "idempotency_needs_the_whole_body");
/// assert_eq!(breaches[0].option, "body");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBreach {
    /// The rule's name.
    pub rule: &'static str,
    /// The option to point at, such as `cache`.
    pub option: &'static str,
    /// One sentence in lower case, with options in backticks.
    pub message: String,
    /// What to write instead, with text that can be pasted.
    pub help: String,
}

/// A rule: what it finds wrong, if anything.
type Rule = fn(&EndpointSpec) -> Option<RuleBreach>;

/// Every rule, in the order in which breaches are reported.
const RULES: [Rule; 9] = [
    unsafe_methods_are_cached_only_if_idempotent,
    the_cache_needs_the_whole_body,
    shared_answers_depend_on_nobody,
    idempotency_needs_the_whole_body,
    idempotency_needs_an_end,
    idempotency_outlives_the_timeout,
    waiting_ends_before_the_timeout,
    rates::a_rate_is_said_once,
    rates::every_rate_can_bind,
];

/// Every rule that the endpoint breaks; none is skipped because of another.
pub fn check(spec: &EndpointSpec) -> Vec<RuleBreach> {
    RULES.iter().filter_map(|rule| rule(spec)).collect()
}

/// An unsafe request asks for a change; to answer it from the cache is to not make it, unless
/// equal requests are declared to be one. Methods that are not known are decided at run time.
fn unsafe_methods_are_cached_only_if_idempotent(spec: &EndpointSpec) -> Option<RuleBreach> {
    let method = spec.methods.iter().find(|method| !method.is_safe())?;
    (spec.cache.is_some() && spec.idempotency.is_none()).then(|| RuleBreach {
        rule: "unsafe_methods_are_cached_only_if_idempotent",
        option: "cache",
        message: format!("`cache` would answer a `{method}` without doing what it asks for"),
        help: "add `idempotent`, so that equal requests share one result, or remove `cache`"
            .to_owned(),
    })
}

/// The body is part of the key of an unsafe request, and a body that is not read in full has no
/// fingerprint.
fn the_cache_needs_the_whole_body(spec: &EndpointSpec) -> Option<RuleBreach> {
    (spec.cache.is_some() && spec.body == BodyLimit::Stream).then(|| RuleBreach {
        rule: "the_cache_needs_the_whole_body",
        option: "body",
        message: "`body = \"stream\"` leaves nothing by which `cache` could tell requests apart"
            .to_owned(),
        help: "write `body = \"1MiB\"`, or remove `cache`".to_owned(),
    })
}

/// `shared` says that everyone gets the same answer; to keep one for each principal says the
/// opposite, and one of the two is a mistake that shows an answer to the wrong one.
fn shared_answers_depend_on_nobody(spec: &EndpointSpec) -> Option<RuleBreach> {
    let cache = spec.cache.as_ref().filter(|cache| cache.shared)?;
    let personal = |vary: &&Vary| matches!(vary, Vary::Principal | Vary::Tenant);
    let vary = cache.vary.iter().find(personal)?;
    let mut kept = cache.clone();
    kept.shared = false;
    Some(RuleBreach {
        rule: "shared_answers_depend_on_nobody",
        option: "cache",
        message: format!("`cache` says both `shared` and `vary:{vary}`"),
        help: format!("write `cache = \"{kept}\"`, or remove `{vary}` from `vary:`"),
    })
}

/// Equal means with an equal body, so the body must be read before the key is claimed.
fn idempotency_needs_the_whole_body(spec: &EndpointSpec) -> Option<RuleBreach> {
    let broken = spec.takes_idempotency_keys() && spec.body == BodyLimit::Stream;
    broken.then(|| RuleBreach {
        rule: "idempotency_needs_the_whole_body",
        option: "body",
        message:
            "`body = \"stream\"` leaves nothing by which `idempotent` could tell requests apart"
                .to_owned(),
        help: "write `body = \"1MiB\"`, or remove `idempotent`".to_owned(),
    })
}

/// A claim is held for as long as a run may take; without an end a run that was lost would hold
/// its key for ever.
fn idempotency_needs_an_end(spec: &EndpointSpec) -> Option<RuleBreach> {
    let endless = matches!(spec.timeout, Timeout::None { .. });
    (spec.takes_idempotency_keys() && endless).then(|| RuleBreach {
        rule: "idempotency_needs_an_end",
        option: "timeout",
        message: "`timeout = \"none\"` would let an `idempotent` run hold its key for ever"
            .to_owned(),
        help: "write `timeout = \"10m\"`, or remove `idempotent`".to_owned(),
    })
}

/// A key that is forgotten while its request still runs lets the same request run twice.
fn idempotency_outlives_the_timeout(spec: &EndpointSpec) -> Option<RuleBreach> {
    let idempotency = spec.idempotency.filter(|_| spec.takes_idempotency_keys())?;
    let timeout = spec.timeout.limit()?;
    (idempotency.ttl < timeout).then(|| RuleBreach {
        rule: "idempotency_outlives_the_timeout",
        option: "idempotent",
        message: format!(
            "`idempotent` forgets a key after `{}`, while its request may run for `{timeout}`",
            idempotency.ttl
        ),
        help: format!("write `ttl:24h`, or `timeout = \"{}\"`", idempotency.ttl),
    })
}

/// Who waited for the whole of the timeout has no time left to run.
fn waiting_ends_before_the_timeout(spec: &EndpointSpec) -> Option<RuleBreach> {
    let concurrency = spec.concurrency?;
    let timeout = spec.timeout.limit()?;
    (concurrency.queue > 0 && concurrency.wait >= timeout).then(|| RuleBreach {
        rule: "waiting_ends_before_the_timeout",
        option: "concurrency",
        message: format!(
            "`wait:{}` in `concurrency` leaves no time to run before the timeout of `{timeout}`",
            concurrency.wait
        ),
        help: "write a shorter `wait:`, such as `wait:200ms`, or a longer `timeout`".to_owned(),
    })
}

#[cfg(test)]
mod tests;
