//! The rules of headers by which answers are kept, and clients counted, apart.

use super::{Fault, pasted};
use crate::{Access, CachePolicy, EndpointSpec, Rate, RateKey, Vary};

/// What a client proves itself by.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Where proxies write a client's address, and where any client can write one.
const ADDRESSES: [&str; 7] = [
    "cf-connecting-ip",
    "client-ip",
    "forwarded",
    "true-client-ip",
    "x-client-ip",
    "x-forwarded-for",
    "x-real-ip",
];

/// What is another one in each request, by its nature.
const ONCE: [&str; 7] = [
    "date",
    "idempotency-key",
    "request-id",
    "traceparent",
    "tracestate",
    "x-correlation-id",
    "x-request-id",
];

/// Who a credential belongs to is known once it is checked. By itself it is another one after
/// each login, and a made-up one is as good as any: the key must be the principal.
pub(super) fn credentials_are_no_part_of_a_cache_key(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref()?;
    let header = credential(cache)?;
    let mut kept = without(cache, &CREDENTIALS);
    let is_known = spec.access != Access::Public && !kept.shared;
    if is_known && !kept.vary.contains(&Vary::Principal) {
        kept.vary.to_mut().insert(0, Vary::Principal);
    }
    Some(Fault::new(
        "cache",
        format!(
            "`vary:{header}` in `cache` keeps an answer for each credential, be it good or not"
        ),
        format!("write {}", pasted("cache", &kept)),
    ))
}

/// An entry that is never asked for again is memory that others would have used.
pub(super) fn a_cache_key_is_met_again(spec: &EndpointSpec) -> Option<Fault> {
    let cache = spec.cache.as_ref()?;
    let header = listed(cache, &ONCE)?;
    Some(Fault::new(
        "cache",
        format!(
            "`vary:{header}` in `cache` keeps an answer for each request, and finds none again"
        ),
        format!("write {}", pasted("cache", &without(cache, &ONCE))),
    ))
}

/// A client that makes up another credential for each request would have a fresh bucket each
/// time; the principal is known only once the credential was checked.
pub(super) fn credentials_are_no_key_of_a_rate(spec: &EndpointSpec) -> Vec<Fault> {
    let key = match spec.access {
        Access::Public => RateKey::Ip,
        _ => RateKey::Principal,
    };
    let told = |rate: &Rate, header: &str| {
        Fault::new(
            "rate",
            format!(
                "`per:header({header})` in `rate` gives a full bucket to whoever makes up a credential"
            ),
            format!("write {}", pasted("rate", &by(rate, key.clone()))),
        )
    };
    by_header(spec, &CREDENTIALS, told)
}

/// Any client can write these headers, and so take a fresh bucket each time; `per:ip` reads them
/// where a proxy that is trusted wrote them.
pub(super) fn addresses_are_taken_from_trusted_proxies(spec: &EndpointSpec) -> Vec<Fault> {
    let told = |rate: &Rate, header: &str| {
        Fault::new(
            "rate",
            format!(
                "`per:header({header})` in `rate` gives a full bucket to whoever writes another address"
            ),
            format!(
                "write {}, which reads it where a trusted proxy wrote it",
                pasted("rate", &by(rate, RateKey::Ip))
            ),
        )
    };
    by_header(spec, &ADDRESSES, told)
}

/// A bucket for each request is never empty, and denies nothing.
pub(super) fn the_key_of_a_rate_is_met_again(spec: &EndpointSpec) -> Vec<Fault> {
    let told = |rate: &Rate, header: &str| {
        Fault::new(
            "rate",
            format!(
                "`per:header({header})` in `rate` has a full bucket for each request, and denies none"
            ),
            format!("write {}", pasted("rate", &by(rate, RateKey::Ip))),
        )
    };
    by_header(spec, &ONCE, told)
}

/// The first credential on which the answers depend.
pub(super) fn credential(cache: &CachePolicy) -> Option<&str> {
    listed(cache, &CREDENTIALS)
}

/// The first of `names` on which the answers depend.
fn listed<'a>(cache: &'a CachePolicy, names: &[&str]) -> Option<&'a str> {
    cache.vary.iter().find_map(|vary| match vary {
        Vary::Header(name) => names.contains(&name.as_ref()).then_some(name.as_ref()),
        Vary::Principal | Vary::Tenant => None,
    })
}

/// The policy without `names` in `vary:`.
fn without(cache: &CachePolicy, names: &[&str]) -> CachePolicy {
    let mut kept = cache.clone();
    kept.vary
        .to_mut()
        .retain(|vary| !matches!(vary, Vary::Header(name) if names.contains(&name.as_ref())));
    kept
}

/// What is said of each rate that counts apart by one of `names`.
fn by_header(
    spec: &EndpointSpec,
    names: &[&str],
    told: impl Fn(&Rate, &str) -> Fault,
) -> Vec<Fault> {
    let found = spec.rates.iter().filter_map(|rate| match &rate.key {
        RateKey::Header(name) if names.contains(&name.as_ref()) => Some(told(rate, name)),
        _ => None,
    });
    found.collect()
}

/// The same rate by another key.
fn by(rate: &Rate, key: RateKey) -> Rate {
    Rate {
        key,
        ..rate.clone()
    }
}
