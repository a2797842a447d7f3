//! What goes with `cache` and `invalidates`.

use super::*;
use crate::read_tags;

fn invalidating(tags: &str, spec: EndpointSpec) -> EndpointSpec {
    EndpointSpec {
        invalidates: read_tags(tags).unwrap(),
        ..spec
    }
}

#[test]
fn an_unsafe_method_is_cached_only_if_idempotent() {
    let rule = ["unsafe_methods_are_cached_only_if_idempotent"];
    assert_eq!(broken(&cached("ttl:60", POST)), rule);
    assert_eq!(
        broken(&cached("ttl:60", &[Method::Get, Method::Delete])),
        rule
    );
    assert!(broken(&cached("ttl:60", GET)).is_empty());
    assert!(broken(&cached("ttl:60", &[])).is_empty());
}

#[test]
fn a_streamed_body_goes_with_neither_cache_nor_idempotency() {
    let streamed = |spec: EndpointSpec| EndpointSpec {
        body: BodyLimit::Stream,
        ..spec
    };
    assert_eq!(
        broken(&streamed(cached("ttl:60", GET))),
        ["the_cache_needs_the_whole_body"]
    );
    assert_eq!(
        broken(&streamed(idempotent("", POST))),
        ["idempotency_needs_the_whole_body"]
    );
    assert_eq!(
        broken(&streamed(idempotent("", &[]))),
        ["idempotency_needs_the_whole_body"]
    );
    assert!(broken(&streamed(idempotent("", GET))).is_empty());
    assert!(broken(&streamed(with(POST))).is_empty());
}

#[test]
fn what_http_never_stores_is_not_cached() {
    let rule = ["what_http_never_stores_is_not_cached"];
    for method in [&[Method::Options], &[Method::Trace], &[Method::Connect]] {
        assert_eq!(broken(&cached("ttl:60", method)), rule, "{method:?}");
    }
    assert!(broken(&cached("ttl:60", &[Method::Head])).is_empty());
    assert!(broken(&cached("ttl:60", &[Method::Query])).is_empty());
}

#[test]
fn a_shared_answer_depends_on_nobody() {
    let rule = ["shared_answers_depend_on_nobody"];
    assert_eq!(broken(&cached("ttl:60 shared vary:principal", GET)), rule);
    assert_eq!(
        broken(&cached("ttl:60 shared vary:accept,tenant", GET)),
        rule
    );
    assert!(broken(&cached("ttl:60 shared vary:accept", GET)).is_empty());
    assert_eq!(
        help(&cached("ttl:60 shared vary:principal", GET)),
        "write `cache = \"ttl:60 vary:principal\"`, or remove `principal` from `vary:`"
    );
}

#[test]
fn where_callers_are_known_an_answer_is_somebodys_or_everybodys() {
    let rule = ["cached_answers_say_whose_they_are"];
    for access in ["principal", "orders:read"] {
        let said = |cache: &str| open_to(access, cached(cache, GET));
        assert_eq!(broken(&said("ttl:60")), rule);
        assert_eq!(broken(&said("ttl:60 vary:accept")), rule);
        assert!(broken(&said("ttl:60 vary:principal")).is_empty());
        assert!(broken(&said("ttl:60 vary:accept,tenant")).is_empty());
        assert!(broken(&said("ttl:60 shared")).is_empty());
    }
    for access in ["public", "unstated"] {
        assert!(broken(&open_to(access, cached("ttl:60", GET))).is_empty());
    }
    assert_eq!(
        help(&open_to("principal", cached("ttl:60 vary:accept", GET))),
        "write `cache = \"ttl:60 vary:principal,accept\"`, or `vary:tenant`, or `shared` in place of `vary:principal`"
    );
}

#[test]
fn a_public_endpoint_cannot_tell_callers_apart() {
    let rule = ["answers_are_told_apart_where_callers_are_known"];
    let public = |cache: &str| open_to("public", cached(cache, GET));
    assert_eq!(broken(&public("ttl:60 vary:principal")), rule);
    assert_eq!(broken(&public("ttl:60 vary:tenant,accept")), rule);
    assert!(broken(&public("ttl:60 vary:accept")).is_empty());
    assert_eq!(
        help(&public("ttl:60 vary:tenant,accept")),
        "write `cache = \"ttl:60 vary:accept\"`, or `auth` in place of `public`"
    );
    // One mistake is told once.
    assert_eq!(
        broken(&public("ttl:60 shared vary:principal")),
        ["shared_answers_depend_on_nobody"]
    );
}

#[test]
fn stale_answers_are_of_methods_that_may_be_repeated() {
    let rule = ["only_what_can_be_renewed_is_served_stale"];
    let both = |cache: &str, methods| EndpointSpec {
        cache: Some(cache.parse().unwrap()),
        ..idempotent("", methods)
    };
    assert_eq!(broken(&both("ttl:60 stale:30", POST)), rule);
    assert_eq!(
        help(&both("ttl:60 stale:30 shared", POST)),
        "write `cache = \"ttl:60 shared\"`"
    );
    assert!(broken(&both("ttl:60", POST)).is_empty());
    assert!(broken(&both("ttl:60 stale:30", &[])).is_empty());
    assert!(broken(&both("ttl:60 stale:30", &[Method::Get, Method::Post])).is_empty());
    // An error may be bridged for longer than an answer is fresh.
    assert!(broken(&cached("ttl:60 stale:24h", GET)).is_empty());
}

#[test]
fn who_invalidates_is_said_where_there_are_tags() {
    let rule = ["who_invalidates_is_said_of_tags"];
    assert_eq!(broken(&cached("ttl:60 invalidated-by:ttl", GET)), rule);
    assert_eq!(broken(&cached("ttl:60 invalidated-by:code", GET)), rule);
    assert!(broken(&cached("ttl:60 tags:a invalidated-by:code", GET)).is_empty());
    assert_eq!(
        help(&cached("ttl:60 invalidated-by:ttl", GET)),
        "add `tags:`, or write `cache = \"ttl:60\"`"
    );
}

#[test]
fn a_success_does_not_undo_what_it_stored() {
    let rule = ["answers_outlive_the_success_that_made_them"];
    let both = |tags: &str| {
        let spec = EndpointSpec {
            cache: Some("ttl:60 tags:orders,order-{id}".parse().unwrap()),
            ..idempotent("", POST)
        };
        invalidating(tags, spec)
    };
    assert_eq!(broken(&both("orders")), rule);
    assert_eq!(
        help(&both("order-{id},stock")),
        "write `invalidates = \"stock\"`, or remove `cache`"
    );
    assert_eq!(help(&both("orders")), "remove `invalidates`, or `cache`");
    assert!(broken(&both("stock,order-{other}")).is_empty());
}

#[test]
fn a_safe_method_invalidates_nothing() {
    let rule = ["safe_methods_invalidate_nothing"];
    assert_eq!(broken(&invalidating("orders", with(GET))), rule);
    assert_eq!(
        broken(&invalidating("orders", cached("ttl:60 tags:orders", GET))),
        rule
    );
    assert!(broken(&invalidating("orders", with(POST))).is_empty());
    assert!(broken(&invalidating("orders", with(&[]))).is_empty());
    let both = with(&[Method::Get, Method::Post]);
    assert!(broken(&invalidating("orders", both)).is_empty());
}
