//! Whatever text comes, it is read or refused with a place, a message and help.

use std::str::FromStr;

use hardpoint_policy::{
    Access, BodyLimit, BreakerPolicy, BulkheadPolicy, CachePolicy, Concurrency, Criticality, Date,
    DependencySpec, Deprecation, Duration, Hedge, Idempotency, InvalidatedBy, JobScope, Method,
    Mode, OnOutage, Period, PolicyError, Rate, RateKey, Retry, RoutePath, RunTime, Share, Size,
    Slo, Sunset, TagTemplate, Timeout, Vary, read_tags,
};
use proptest::prelude::*;

type Reader = fn(&str) -> Option<PolicyError>;

fn refusal<T: FromStr<Err = PolicyError>>(text: &str) -> Option<PolicyError> {
    text.parse::<T>().err()
}

fn promise(option: &str, text: &str) -> Option<PolicyError> {
    DependencySpec::new("stock").promise(option, text).err()
}

const READERS: [(&str, Reader); 34] = [
    ("Access", refusal::<Access>),
    ("BodyLimit", refusal::<BodyLimit>),
    ("BreakerPolicy", refusal::<BreakerPolicy>),
    ("BulkheadPolicy", refusal::<BulkheadPolicy>),
    ("CachePolicy", refusal::<CachePolicy>),
    ("Concurrency", refusal::<Concurrency>),
    ("Criticality", refusal::<Criticality>),
    ("Date", refusal::<Date>),
    ("Deprecation", refusal::<Deprecation>),
    ("Duration", refusal::<Duration>),
    ("Hedge", refusal::<Hedge>),
    ("Idempotency", refusal::<Idempotency>),
    ("InvalidatedBy", refusal::<InvalidatedBy>),
    ("JobScope", refusal::<JobScope>),
    ("Method", refusal::<Method>),
    ("Mode", refusal::<Mode>),
    ("OnOutage", refusal::<OnOutage>),
    ("Period", refusal::<Period>),
    ("Rate", refusal::<Rate>),
    ("RateKey", refusal::<RateKey>),
    ("Retry", refusal::<Retry>),
    ("RoutePath", refusal::<RoutePath>),
    ("RunTime", refusal::<RunTime>),
    ("Share", refusal::<Share>),
    ("Size", refusal::<Size>),
    ("Slo", refusal::<Slo>),
    ("Sunset", refusal::<Sunset>),
    ("TagTemplate", refusal::<TagTemplate>),
    ("Tags", |text| read_tags(text).err()),
    ("Timeout", refusal::<Timeout>),
    ("Vary", refusal::<Vary>),
    ("guard", |text| promise("guard", text)),
    ("timeout of a dependency", |text| promise("timeout", text)),
    ("attempt", |text| promise("attempt", text)),
];

/// Pieces of the grammar, which make texts that are nearly right.
fn near_miss() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "10",
        "/",
        "min",
        "s",
        "5s",
        "64KiB",
        " ",
        "  ",
        "\t",
        "\u{3000}",
        ":",
        ",",
        ";",
        "=",
        "per:",
        "ip",
        "header(",
        "x-key",
        ")",
        "burst:",
        "20",
        "cost:",
        "0",
        "on-outage:deny",
        "mode:",
        "shadow",
        "none",
        "because:",
        "ttl:",
        "60",
        "stale:30",
        "shared",
        "vary:",
        "principal",
        "tags:",
        "orders",
        "{id}",
        "{",
        "}",
        "max:",
        "1MiB",
        "status:",
        "404",
        "queue:",
        "wait:",
        "200ms",
        "optional",
        "rerun-safe",
        "stream",
        "*",
        "\\",
        "ü",
        "🦀",
        "\0",
        "1.5",
        "18446744073709551616",
        "-",
        "_",
        "[",
        "]",
        "(",
        "?",
        "GET",
        "critical",
        "public",
        "orders:read",
        "\"",
        "2026-06-01",
        "2026-02-30",
        "see:",
        "/docs",
        "https://",
        "example.com",
        "@",
        "%",
        "successor:",
        "99.9%",
        "under:",
        "invalidated-by:",
        "ttl",
        "tx",
        "lease:",
        "50%",
        "30s",
        "base:100ms",
        "open:",
        "probes:5",
        "slow:1s",
        "p95",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    for (reader, refusal) in READERS {
        let Some(PolicyError { message, help, at }) = refusal(text) else {
            continue;
        };
        let (start, end) = at;
        let place = (start <= end).then(|| text.get(start..end)).flatten();
        prop_assert!(place.is_some(), "{reader}: {at:?} is no place in {text:?}");
        let is_lower = message.chars().next().is_some_and(|c| !c.is_uppercase());
        prop_assert!(is_lower, "{reader} says {message:?} of {text:?}");
        let is_helped = help.is_some_and(|help| !help.is_empty());
        prop_assert!(is_helped, "{reader} does not help with {text:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn any_text_is_read_or_refused_well(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn a_near_miss_is_read_or_refused_well(text in near_miss()) {
        check(&text)?;
    }

    #[test]
    fn a_near_miss_of_a_route_is_read_or_refused_well(text in near_miss()) {
        check(&format!("/{text}"))?;
        check(&format!("/{{id:{text}}}"))?;
    }
}
