//! Which headers answers are kept apart by, and clients counted.

use super::*;

#[test]
fn credentials_are_no_part_of_a_cache_key() {
    let rule = ["credentials_are_no_part_of_a_cache_key"];
    for (cache, write) in [
        ("ttl:60 vary:cookie", "ttl:60 vary:principal"),
        (
            "ttl:60 vary:accept,Authorization",
            "ttl:60 vary:principal,accept",
        ),
        ("ttl:60 shared vary:cookie", "ttl:60 shared"),
        ("ttl:60 vary:cookie,principal", "ttl:60 vary:principal"),
        ("ttl:60 vary:cookie,authorization", "ttl:60 vary:principal"),
    ] {
        for access in ["unstated", "principal"] {
            let spec = open_to(access, cached(cache, GET));
            assert_eq!(broken(&spec), rule, "{cache}");
            assert_eq!(help(&spec), format!("write `cache = \"{write}\"`"));
        }
    }
    assert_eq!(
        help(&open_to("public", cached("ttl:60 vary:cookie", GET))),
        "write `cache = \"ttl:60\"`"
    );
    assert!(broken(&cached("ttl:60 vary:accept-language,x-key", GET)).is_empty());
}

#[test]
fn what_is_kept_is_asked_for_again() {
    let rule = ["a_cache_key_is_met_again"];
    for header in ["x-request-id", "traceparent", "idempotency-key"] {
        let spec = cached(&format!("ttl:60 vary:accept,{header}"), GET);
        assert_eq!(broken(&spec), rule, "{header}");
        assert_eq!(help(&spec), "write `cache = \"ttl:60 vary:accept\"`");
    }
}

#[test]
fn clients_are_not_counted_by_what_they_can_make_up() {
    for (header, rule, write) in [
        (
            "Authorization",
            "credentials_are_no_key_of_a_rate",
            "5/s per:principal burst:9",
        ),
        (
            "cookie",
            "credentials_are_no_key_of_a_rate",
            "5/s per:principal burst:9",
        ),
        (
            "x-forwarded-for",
            "addresses_are_taken_from_trusted_proxies",
            "5/s burst:9",
        ),
        (
            "forwarded",
            "addresses_are_taken_from_trusted_proxies",
            "5/s burst:9",
        ),
        (
            "x-request-id",
            "the_key_of_a_rate_is_met_again",
            "5/s burst:9",
        ),
    ] {
        let spec = rated(&[&format!("5/s per:header({header}) burst:9")]);
        assert_eq!(broken(&spec), [rule]);
        let help = help(&spec);
        assert!(
            help.starts_with(&format!("write `rate = \"{write}\"`")),
            "{help}"
        );
    }
    // What a gateway checks and passes on is a key.
    assert!(broken(&rated(&["5/s per:header(x-api-key)"])).is_empty());
    let public = open_to("public", rated(&["5/s per:header(cookie)"]));
    assert_eq!(help(&public), "write `rate = \"5/s\"`");
}

#[test]
fn each_rate_with_such_a_key_is_told() {
    let spec = rated(&["5/s per:header(cookie)", "9/min per:header(authorization)"]);
    assert_eq!(broken(&spec), ["credentials_are_no_key_of_a_rate"; 2]);
}
