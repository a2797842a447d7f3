//! Every text that the documentation shows is read.

use hardpoint_policy::{
    Access, BodyLimit, CachePolicy, Concurrency, Criticality, Date, Deprecation, Duration,
    Idempotency, PolicyError, Rate, RoutePath, Size, Slo, Sunset, Timeout, Version, read_tags,
};

#[track_caller]
fn read<T: std::str::FromStr<Err = PolicyError>>(texts: &[&str]) {
    for text in texts {
        if let Err(error) = text.parse::<T>() {
            panic!("`{text}`: {error}");
        }
    }
}

#[test]
fn durations_and_sizes() {
    read::<Duration>(&["250ms", "5s", "2m", "24h"]);
    read::<Size>(&["512B", "64KiB", "1MiB", "1GiB"]);
}

#[test]
fn each_option_of_the_attribute() {
    read::<RoutePath>(&["/v1/orders", "/v1/orders/{id}", "/quotes/{symbol}"]);
    read::<Timeout>(&["5s", "2s", "none because:it streams events"]);
    read::<BodyLimit>(&["64KiB", "stream"]);
    read::<Rate>(&[
        "10/min",
        "5/s",
        "1000/h",
        "100/10s",
        "10/2min",
        "1/d",
        "10/min per:principal",
        "10/min per:tenant",
        "10/min per:global",
        "10/min per:header(x) burst:20 cost:2 on-outage:deny mode:shadow",
        "10/min per:ip burst:20 cost:2 on-outage:local mode:enforce",
        "1000000/s per:ip",
        "5/min per:header(x-key)",
    ]);
    read::<Concurrency>(&["4", "64 queue:128 wait:200ms"]);
    read::<CachePolicy>(&[
        "ttl:60",
        "ttl:60 shared",
        "ttl:60 stale:30 vary:principal,accept-language tags:orders,order-{id} max:1MiB",
        "ttl:60 stale:30 vary:principal tags:orders,order-{id}",
        "ttl:60 tags:orders invalidated-by:ttl",
        "ttl:60 tags:orders invalidated-by:code",
        "ttl:2 stale:2 shared tags:cached,cached-{key}",
        "ttl:60 stale:30 shared vary:accept tags:orders max:1MiB status:204,404,301",
    ]);
    read::<Idempotency>(&[
        "",
        "ttl:24h optional",
        "rerun-safe",
        "ttl:24h optional rerun-safe",
        "tx",
        "ttl:24h optional tx",
    ]);
    read::<Access>(&["public", "principal", "orders:write,orders:read"]);
    read::<Date>(&["2026-06-01"]);
    read::<Deprecation>(&["2026-06-01", "2026-06-01 see:/docs/v2 successor:/v2/orders"]);
    read::<Sunset>(&["2026-12-01", "2026-12-01 see:/docs/sunset"]);
    read::<Version>(&["1", "2"]);
    read::<Slo>(&["99.9%", "99.9% under:300ms"]);
    read::<Criticality>(&["critical", "default", "sheddable"]);
    for text in ["orders", "orders,order-{id}"] {
        assert!(read_tags(text).is_ok(), "{text}");
    }
}

#[test]
fn a_bare_number_is_a_duration_only_behind_ttl_and_stale() {
    assert!("ttl:60 stale:30".parse::<CachePolicy>().is_ok());
    assert!("5".parse::<Timeout>().is_err());
    assert!("64 queue:1 wait:5".parse::<Concurrency>().is_err());
    assert!("65536".parse::<BodyLimit>().is_err());
    assert!("10/60".parse::<Rate>().is_err());
}
