//! Which endpoints cannot stand beside each other.

use std::borrow::Cow;

use super::*;
use crate::{Method, RoutePath, Version, Versioning, read_tags};

/// An endpoint, from `GET /path name`; the path may be `-`.
fn endpoint(text: &str) -> EndpointSpec {
    let words: Vec<&'static str> = text.to_owned().leak().split(' ').collect();
    let [methods, path, name] = words.as_slice() else {
        panic!("{text}");
    };
    let methods: Vec<Method> = methods.split(',').map(|m| m.parse().unwrap()).collect();
    let routed = *path != "-";
    assert!(!routed || path.parse::<RoutePath>().is_ok(), "{path}");
    EndpointSpec {
        methods: Cow::Owned(if routed { methods } else { Vec::new() }),
        path: routed.then_some(Cow::Borrowed(path)),
        ..EndpointSpec::new(name, "shop::orders")
    }
}

fn caching(name: &str, cache: &str) -> EndpointSpec {
    EndpointSpec {
        cache: Some(cache.parse().unwrap()),
        ..endpoint(&format!("GET - {name}"))
    }
}

fn invalidating(name: &str, tags: &str) -> EndpointSpec {
    EndpointSpec {
        invalidates: read_tags(tags).unwrap(),
        ..endpoint(&format!("POST - {name}"))
    }
}

fn all(specs: &[EndpointSpec], facts: &SetFacts) -> Vec<SetBreach> {
    check_all(&specs.iter().collect::<Vec<_>>(), facts)
}

/// The rules that are broken, with the endpoints that break them.
fn broken(specs: &[EndpointSpec]) -> Vec<String> {
    told(all(specs, &SetFacts::default()))
}

fn told(breaches: Vec<SetBreach>) -> Vec<String> {
    let told = breaches.iter().map(|breach| {
        assert!(breach.message.contains('`'), "{breach:?}");
        format!("{} {}", breach.rule, breach.endpoints.join(","))
    });
    told.collect()
}

fn routes(texts: &[&str]) -> Vec<String> {
    broken(&texts.iter().map(|text| endpoint(text)).collect::<Vec<_>>())
}

#[test]
fn a_route_is_taken_once() {
    let taken = ["a_route_is_taken_once a,b"];
    assert_eq!(routes(&["GET /a a", "GET /a b"]), taken);
    assert_eq!(routes(&["GET /a/{x} a", "PUT,GET /a/{y} b"]), taken);
    assert!(routes(&["GET /a a", "POST /a b", "GET /a/ c"]).is_empty());
    assert!(routes(&["GET - a", "GET - b"]).is_empty());
    let breaches = all(
        &[endpoint("GET /a/{x} a"), endpoint("GET /a/{y} b")],
        &SetFacts::default(),
    );
    assert_eq!(
        breaches[0].message,
        "`b` would never be called: `GET /a/{x}` goes to `a`, for what captures are called makes no difference"
    );
}

#[test]
fn a_route_behind_a_wider_one_is_never_reached() {
    let hidden = ["every_route_is_reached a,b"];
    assert_eq!(routes(&["GET /a/{x} a", "GET /a/b b"]), hidden);
    assert_eq!(routes(&["GET /{tail}* a", "GET /a/{b} b"]), hidden);
    // A wrong method is answered where the path is found first.
    assert_eq!(routes(&["GET /a/{x} a", "POST /a/b b"]), hidden);
    assert!(routes(&["GET /a/b b", "GET /a/{x} a"]).is_empty());
    assert!(routes(&["GET /a/{x} a", "GET /a/b/c b"]).is_empty());
    // What an expression takes is not certain.
    assert!(routes(&["GET /a/{x:[0-9]+} a", "GET /a/b b"]).is_empty());
    // The path is found at its first endpoint.
    assert!(routes(&["GET /a/b b", "GET /a/{x} a", "POST /a/b c"]).is_empty());
}

#[test]
fn a_path_that_is_spelled_in_two_ways_lets_other_methods_through() {
    let spelled = ["GET /a/{x} a", "POST /a/b b", "PUT /a/{y} c"];
    assert!(routes(&spelled).is_empty());
    assert_eq!(
        routes(&["GET /a/{x} a", "GET,POST /a/b b", "PUT /a/{y} c"]),
        ["every_route_is_reached a,b"]
    );
}

#[test]
fn a_name_is_given_once() {
    assert_eq!(
        routes(&["GET /a order", "GET /b order"]),
        ["a_name_is_given_once order,order"]
    );
    assert_eq!(
        routes(&["GET /a get-order", "GET /b get_Order", "GET /c getorder"]),
        ["names_differ_in_more_than_punctuation get-order,get_Order"]
    );
}

#[test]
fn a_code_has_one_meaning() {
    let fact = |endpoint, code, status| ErrorFact {
        endpoint,
        code,
        status,
        retryable: status == 503,
    };
    let facts = |errors| SetFacts {
        errors,
        ..SetFacts::default()
    };
    let clash = facts(vec![
        fact("a", "gone", 410),
        fact("b", "not_found", 404),
        fact("c", "gone", 410),
        fact("c", "gone", 404),
        fact("d", "gone", 404),
    ]);
    let breaches = all(&[], &clash);
    assert_eq!(
        breaches[0].message,
        "the code `gone` comes with 410 from `a`, and with 404 from `c`"
    );
    assert_eq!(told(breaches), ["a_code_has_one_meaning a,c"]);
    let again = ErrorFact {
        retryable: true,
        ..fact("b", "busy", 409)
    };
    let breaches = all(&[], &facts(vec![fact("a", "busy", 409), again]));
    assert_eq!(
        breaches[0].message,
        "the code `busy` comes with 409 from `a`, and with 409 and `retryable` from `b`"
    );
}

#[test]
fn what_is_invalidated_is_cached_and_the_reverse() {
    assert_eq!(
        broken(&[invalidating("a", "orders")]),
        ["invalidated_tags_are_cached a"]
    );
    assert_eq!(
        broken(&[caching("a", "ttl:60 tags:orders")]),
        ["cached_tags_are_invalidated a"]
    );
    let both = [
        caching("a", "ttl:60 tags:orders,order-{id}"),
        invalidating("b", "orders,order-{order_id}"),
    ];
    assert!(broken(&both).is_empty());
    for by in ["ttl", "code"] {
        let cache = format!("ttl:60 tags:orders invalidated-by:{by}");
        assert!(broken(&[caching("a", &cache)]).is_empty());
    }
}

#[test]
fn a_tag_that_is_spelled_wrong_is_one_mistake() {
    let specs = [
        caching("a", "ttl:60 tags:orders"),
        invalidating("b", "ordrs"),
    ];
    let breaches = all(&specs, &SetFacts::default());
    assert_eq!(breaches[0].help, "write `orders`");
    assert_eq!(told(breaches), ["invalidated_tags_are_cached b"]);
}

#[test]
fn requests_end_before_the_drain_does() {
    let slow = |timeout: &str| EndpointSpec {
        timeout: timeout.parse().unwrap(),
        ..endpoint("GET - slow")
    };
    let facts = |seconds| SetFacts {
        drain_budget: Some(Duration::from_secs(seconds)),
        ..SetFacts::default()
    };
    assert_eq!(
        told(all(&[slow("31s")], &facts(30))),
        ["requests_end_before_the_drain_does slow"]
    );
    assert!(all(&[slow("30s")], &facts(30)).is_empty());
    assert!(all(&[slow("none because:it streams")], &facts(30)).is_empty());
    assert!(all(&[slow("1h")], &SetFacts::default()).is_empty());
}

#[test]
fn a_pool_is_waited_for_within_the_timeout() {
    let taking = |name: &str, timeout: &str, idempotent: Option<&str>| EndpointSpec {
        timeout: timeout.parse().unwrap(),
        idempotency: idempotent.map(|policy| policy.parse().unwrap()),
        ..endpoint(name)
    };
    let waiting = |wait: &str| SetFacts {
        pool_wait: Some(wait.parse().unwrap()),
        ..SetFacts::default()
    };
    let order = || taking("POST - order", "5s", Some("tx"));
    let quick = [order(), taking("GET - quick", "1s", None)];
    let breaches = all(&quick, &waiting("6s"));
    assert!(breaches[0].message.contains("`6s`") && breaches[0].message.contains("`5s`"));
    assert_eq!(
        told(breaches),
        ["a_pool_is_waited_for_within_the_timeout order"]
    );
    assert!(all(&quick, &waiting("5s")).is_empty());
    // Somebody has the time to wait.
    for other in ["6s", "none because:it streams"] {
        let specs = [order(), taking("GET - slow", other, None)];
        assert!(all(&specs, &waiting("6s")).is_empty());
    }
    assert!(all(&quick, &SetFacts::default()).is_empty());
    // Nobody is known to wait.
    assert!(all(&quick[1..], &waiting("6s")).is_empty());
}

#[test]
fn a_policy_that_nobody_uses_is_told_and_stops_nothing() {
    let of = |name, module, policy: Option<&'static str>| EndpointSpec {
        policy: policy.map(Cow::Borrowed),
        declared: Cow::Borrowed(&[
            Cow::Borrowed("read hardpoint.toml:3:9"),
            Cow::Borrowed("write hardpoint.toml:7:9"),
        ]),
        ..EndpointSpec::new(name, module)
    };
    let breaches = all(
        &[of("a", "shop::a", Some("read")), of("b", "shop", None)],
        &SetFacts::default(),
    );
    assert!(!breaches[0].refused);
    assert_eq!(
        breaches[0].message,
        "`[policy.write]` of `shop`, which stands in hardpoint.toml:7:9, is used by no endpoint"
    );
    assert_eq!(told(breaches), ["declared_policies_are_used "]);
    // Each crate has a file of its own.
    let elsewhere = [
        of("a", "shop::a", Some("read")),
        of("b", "shop", Some("write")),
        of("c", "stock", Some("read")),
    ];
    let breaches = all(&elsewhere, &SetFacts::default());
    assert!(breaches[0].message.contains("of `stock`"));
    assert_eq!(breaches.len(), 1);
}

#[test]
fn versions_stand_side_by_side_as_far_as_requests_tell_them_apart() {
    let of = |version: u16, text: &str| match Version::new(version) {
        Some(version) => endpoint(text).versioned(version),
        None => endpoint(text),
    };
    let in_path = |default| Versioning::Path {
        default: Version::new(default),
    };
    let in_header = Versioning::Header {
        default: Version::new(1).unwrap(),
    };
    let broken = |specs: &[EndpointSpec], versioning| {
        let facts = SetFacts {
            versioning,
            ..SetFacts::default()
        };
        told(all(specs, &facts))
    };
    let everywhere = [in_path(0), in_path(1), in_header];

    // Two versions of one route are two.
    let two = [of(1, "GET /a/{x} a"), of(2, "GET /a/{y} b")];
    assert!(everywhere.iter().all(|how| broken(&two, *how).is_empty()));
    // In one version, they are one.
    let same = [of(2, "GET /a/{x} a"), of(2, "GET /a/{y} b")];
    for versioning in everywhere {
        assert_eq!(broken(&same, versioning), ["a_route_is_taken_once a,b"]);
    }
    // One without a version is that of every version where a header says it.
    let beside = [of(0, "GET /a a"), of(1, "GET /a b")];
    assert!(broken(&beside, in_path(0)).is_empty());
    assert!(broken(&beside, in_path(2)).is_empty());
    for versioning in [in_path(1), in_header] {
        assert_eq!(broken(&beside, versioning), ["a_route_is_taken_once a,b"]);
    }
    // And a version's own path is nobody else's where paths say it.
    let written = [of(0, "GET /v1/a a"), of(1, "GET /a b")];
    assert_eq!(broken(&written, in_path(0)), ["a_route_is_taken_once a,b"]);
    assert!(broken(&written, in_header).is_empty());
    // A wider path hides a narrower one of its own version only.
    let wide = [of(1, "GET /a/{x} a"), of(2, "GET /a/b b")];
    assert!(everywhere.iter().all(|how| broken(&wide, *how).is_empty()));
    let hidden = [of(1, "GET /a/{x} a"), of(1, "GET /a/b b")];
    assert_eq!(broken(&hidden, in_header), ["every_route_is_reached a,b"]);
    assert_eq!(
        broken(&[of(0, "GET /a/{x} a"), of(2, "GET /a/b b")], in_header),
        ["every_route_is_reached a,b"]
    );
}
