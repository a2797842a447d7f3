//! The rules of `cache` and `invalidates`.

use super::keys::credential;
use super::{Fault, pasted};
use crate::{
    Access, BodyLimit, CachePolicy, Duration, EndpointSpec, InvalidatedBy, Method, TagTemplate,
    Vary, print_tags,
};

/// An unsafe request asks for a change; to answer it from the cache is to not make it, unless
/// equal requests are declared to be one. Methods that are not known are decided at run time.
pub(super) fn unsafe_methods_are_cached_only_if_idempotent(spec: &EndpointSpec) -> Option<Fault> {
    let method = spec.methods.iter().find(|method| !method.is_safe())?;
    // Of these it is said that nothing of theirs is cached at all.
    let broken = spec.cache.is_some() && spec.idempotency.is_none() && is_stored(*method);
    broken.then(|| {
        Fault::new(
            "cache",
            format!("`cache` would answer a `{method}` without doing what it asks for"),
            "add `idempotent`, so that equal requests share one result, or remove `cache`",
        )
    })
}

/// The body is part of the key of an unsafe request, and a body that is not read in full has no
/// fingerprint.
pub(super) fn the_cache_needs_the_whole_body(spec: &EndpointSpec) -> Option<Fault> {
    (spec.cache.is_some() && spec.body == BodyLimit::Stream).then(|| {
        Fault::new(
            "body",
            "`body = \"stream\"` leaves nothing by which `cache` could tell requests apart",
            "write `body = \"1MiB\"`, or remove `cache`",
        )
    })
}

/// What answers `OPTIONS`, `TRACE` and `CONNECT` is never stored (RFC 9110 §9.3.6 to §9.3.8): it
/// speaks of one connection, or repeats the request with all its secrets.
pub(super) fn what_http_never_stores_is_not_cached(spec: &EndpointSpec) -> Option<Fault> {
    let method = spec.methods.iter().find(|method| !is_stored(**method))?;
    spec.cache.is_some().then(|| {
        Fault::new(
            "cache",
            format!("`cache` would keep the answer to `{method}`, which HTTP never stores"),
            format!("remove `cache`, or write an endpoint of its own for `{method}`"),
        )
    })
}

/// `shared` says that everyone gets the same answer; to keep one for each principal says the
/// opposite, and one of the two is a mistake that shows an answer to the wrong one.
pub(super) fn shared_answers_depend_on_nobody(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref().filter(|cache| cache.shared)?;
    let vary = personal(cache)?;
    let kept = CachePolicy {
        shared: false,
        ..cache.clone()
    };
    Some(Fault::new(
        "cache",
        format!("`cache` says both `shared` and `vary:{vary}`"),
        format!(
            "write {}, or remove `{vary}` from `vary:`",
            pasted("cache", &kept)
        ),
    ))
}

/// Where callers are known, an answer is somebody's or everybody's; which of the two decides who
/// is shown it, and a default that is wrong shows one customer the orders of another.
pub(super) fn cached_answers_say_whose_they_are(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref()?;
    // Of credentials it is said that the principal takes their place.
    let says = cache.shared || personal(cache).is_some() || credential(cache).is_some();
    if !spec.access.knows_the_caller() || says {
        return None;
    }
    let mut apart = cache.clone();
    apart.vary.to_mut().insert(0, Vary::Principal);
    Some(Fault::new(
        "cache",
        "`cache` beside `auth` does not say whether everyone is answered the same",
        format!(
            "write {}, or `vary:tenant`, or `shared` in place of `vary:principal`",
            pasted("cache", &apart)
        ),
    ))
}

/// Where nobody is known, all share one entry: `vary:principal` would promise that they do not.
pub(super) fn answers_are_told_apart_where_callers_are_known(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref().filter(|cache| !cache.shared)?;
    let vary = personal(cache).filter(|_| spec.access == Access::Public)?;
    let mut same = cache.clone();
    same.vary
        .to_mut()
        .retain(|vary| !matches!(vary, Vary::Principal | Vary::Tenant));
    Some(Fault::new(
        "cache",
        format!(
            "`vary:{vary}` in `cache` tells callers apart whom a `public` endpoint does not know"
        ),
        format!(
            "write {}, or `auth` in place of `public`",
            pasted("cache", &same)
        ),
    ))
}

/// A stale answer is renewed behind the client's back, and to do that with an unsafe method would
/// change something that nobody asked for: it is never done, so `stale:` would promise nothing.
pub(super) fn only_what_can_be_renewed_is_served_stale(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref().filter(|cache| !cache.stale.is_zero())?;
    let unsafe_method = spec.methods.first()?;
    let broken = spec.methods.iter().all(|method| !method.is_safe());
    let kept = CachePolicy {
        stale: Duration::ZERO,
        ..cache.clone()
    };
    broken.then(|| {
        Fault::new(
            "cache",
            format!(
                "`stale:` in `cache` has no effect: a `{unsafe_method}` is not sent again to renew its answer"
            ),
            format!("write {}", pasted("cache", &kept)),
        )
    })
}

/// Who invalidates is a word about tags; without them it is about nothing, and whoever wrote it
/// believes that there are some.
pub(super) fn who_invalidates_is_said_of_tags(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref().filter(|cache| cache.tags.is_empty())?;
    let by = cache.invalidated_by;
    let kept = CachePolicy {
        invalidated_by: InvalidatedBy::Endpoints,
        ..cache.clone()
    };
    (by != InvalidatedBy::Endpoints).then(|| {
        Fault::new(
            "cache",
            format!("`invalidated-by:{by}` in `cache` speaks of tags, and there are none"),
            format!("add `tags:`, or write {}", pasted("cache", &kept)),
        )
    })
}

/// What a success stores under a tag that it invalidates is never found again: the cache would
/// only cost.
pub(super) fn answers_outlive_the_success_that_made_them(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref()?;
    // Of safe methods it is said that they invalidate nothing.
    if !may_invalidate(&spec.methods) {
        return None;
    }
    let own = |tag: &&TagTemplate| cache.tags.contains(tag);
    let tag = spec.invalidates.iter().find(own)?;
    let rest: Vec<TagTemplate> = spec
        .invalidates
        .iter()
        .filter(|tag| !own(tag))
        .cloned()
        .collect();
    let help = match rest.as_slice() {
        [] => "remove `invalidates`, or `cache`".to_owned(),
        rest => format!(
            "write {}, or remove `cache`",
            pasted("invalidates", &print_tags(rest))
        ),
    };
    Some(Fault::new(
        "invalidates",
        format!(
            "`invalidates` names `{tag}`, under which `cache` keeps what the same success answers"
        ),
        help,
    ))
}

/// A safe method changes nothing (RFC 9110 §9.2.1), and clients, proxies and crawlers repeat it
/// at will: what changes something under such a method is changed by accident.
pub(super) fn safe_methods_invalidate_nothing(spec: &EndpointSpec) -> Option<Fault> {
    let method = spec.methods.first()?;
    let broken = !spec.invalidates.is_empty() && !may_invalidate(&spec.methods);
    broken.then(|| {
        Fault::new(
            "invalidates",
            format!("`invalidates` says that a `{method}` changes something, which a safe method must not"),
            "write `post`, `put`, `patch` or `delete` in place of the method, or remove `invalidates`",
        )
    })
}

/// By what the answers are told apart that depends on who asks.
fn personal(cache: &CachePolicy) -> Option<&Vary> {
    let mut varies = cache.vary.iter();
    varies.find(|vary| matches!(vary, Vary::Principal | Vary::Tenant))
}

/// Whether a request may change something: methods that are not known may.
fn may_invalidate(methods: &[Method]) -> bool {
    methods.is_empty() || methods.iter().any(|method| !method.is_safe())
}

fn is_stored(method: Method) -> bool {
    !matches!(method, Method::Options | Method::Trace | Method::Connect)
}
