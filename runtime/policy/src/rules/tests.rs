//! Which policies do not go together, and which do.

use std::borrow::Cow;

use super::*;
use crate::{BodyLimit, Method, Rate};

const POST: &[Method] = &[Method::Post];
const GET: &[Method] = &[Method::Get];

fn with(methods: &'static [Method]) -> EndpointSpec {
    EndpointSpec {
        methods: Cow::Borrowed(methods),
        ..EndpointSpec::new("endpoint", "module")
    }
}

fn cached(text: &str, methods: &'static [Method]) -> EndpointSpec {
    EndpointSpec {
        cache: Some(text.parse().unwrap()),
        ..with(methods)
    }
}

fn idempotent(text: &str, methods: &'static [Method]) -> EndpointSpec {
    EndpointSpec {
        idempotency: Some(text.parse().unwrap()),
        ..with(methods)
    }
}

fn rated(texts: &[&str]) -> EndpointSpec {
    let rates: Vec<Rate> = texts.iter().map(|text| text.parse().unwrap()).collect();
    EndpointSpec {
        rates: Cow::Owned(rates),
        ..with(GET)
    }
}

/// The rules that the endpoint breaks.
fn broken(spec: &EndpointSpec) -> Vec<&'static str> {
    let breaches = check(spec);
    for breach in &breaches {
        assert!(
            breach.message.contains('`') && !breach.help.is_empty(),
            "{breach:?}"
        );
    }
    breaches.into_iter().map(|breach| breach.rule).collect()
}

#[test]
fn the_defaults_break_no_rule() {
    assert!(broken(&with(GET)).is_empty());
    assert!(broken(&with(&[])).is_empty());
}

#[test]
fn the_line_of_the_readme_fits_every_form() {
    for methods in [GET, POST, &[], &[Method::Get, Method::Post][..]] {
        let spec = EndpointSpec {
            timeout: "5s".parse().unwrap(),
            rates: Cow::Owned(vec!["10/min".parse().unwrap()]),
            cache: Some("ttl:60".parse().unwrap()),
            ..idempotent("", methods)
        };
        assert!(broken(&spec).is_empty(), "{methods:?}");
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
fn a_shared_answer_depends_on_nobody() {
    let rule = ["shared_answers_depend_on_nobody"];
    assert_eq!(broken(&cached("ttl:60 shared vary:principal", GET)), rule);
    assert_eq!(
        broken(&cached("ttl:60 shared vary:accept,tenant", GET)),
        rule
    );
    assert!(broken(&cached("ttl:60 shared vary:accept", GET)).is_empty());
    let breach = &check(&cached("ttl:60 shared vary:principal", GET))[0];
    assert_eq!(
        breach.help,
        "write `cache = \"ttl:60 vary:principal\"`, or remove `principal` from `vary:`"
    );
}

#[test]
fn an_idempotent_run_ends_and_its_key_outlives_it() {
    let endless = |spec: EndpointSpec| EndpointSpec {
        timeout: "none because:it is long".parse().unwrap(),
        ..spec
    };
    assert_eq!(
        broken(&endless(idempotent("", POST))),
        ["idempotency_needs_an_end"]
    );
    assert!(broken(&endless(idempotent("", GET))).is_empty());
    assert_eq!(
        broken(&idempotent("ttl:29", POST)),
        ["idempotency_outlives_the_timeout"]
    );
    assert!(broken(&idempotent("ttl:30", POST)).is_empty());
    assert!(broken(&idempotent("ttl:29", GET)).is_empty());
}

#[test]
fn waiting_leaves_time_to_run() {
    let waits = |concurrency: &str, timeout: &str| EndpointSpec {
        concurrency: Some(concurrency.parse().unwrap()),
        timeout: timeout.parse().unwrap(),
        ..with(GET)
    };
    let rule = ["waiting_ends_before_the_timeout"];
    assert_eq!(broken(&waits("1 queue:1 wait:5s", "5s")), rule);
    assert!(broken(&waits("1 queue:1 wait:4999ms", "5s")).is_empty());
    assert!(broken(&waits("1", "1ms")).is_empty());
    assert!(broken(&waits("1 queue:1 wait:5s", "none because:so")).is_empty());
}

#[test]
fn one_window_of_one_key_has_one_rate() {
    let rule = ["a_rate_is_said_once"];
    assert_eq!(broken(&rated(&["10/min", "5/min"])), rule);
    assert_eq!(broken(&rated(&["10/min", "1/s", "5/60s"]))[0], rule[0]);
    assert!(broken(&rated(&["10/min", "5/min per:global"])).is_empty());
    assert!(broken(&rated(&["5/min per:header(a)", "5/min per:header(b)"])).is_empty());
    // A stricter rate is tried out beside the one that holds.
    assert!(broken(&rated(&["10/min", "5/min mode:shadow"])).is_empty());
}

#[test]
fn a_rate_that_never_binds_is_refused() {
    let rule = ["every_rate_can_bind"];
    assert_eq!(broken(&rated(&["10/min", "1000/h"])), rule);
    assert_eq!(broken(&rated(&["1000/h", "10/min"])), rule);
    assert_eq!(broken(&rated(&["10/min", "600/h burst:10"])), rule);
    // Ten a minute, at a cost of two, are five a minute.
    assert_eq!(broken(&rated(&["10/min cost:2", "310/h burst:5"])), rule);
    for rates in [
        ["10/min", "100/h"],
        ["10/min burst:100", "1000/h burst:10"],
        ["10/min per:global", "1000/h"],
        ["10/min mode:shadow", "1000/h"],
        ["10/min", "1000/h on-outage:deny"],
    ] {
        assert!(broken(&rated(&rates)).is_empty(), "{rates:?}");
    }
}

#[test]
fn every_breach_is_reported_at_once() {
    let spec = EndpointSpec {
        body: BodyLimit::Stream,
        timeout: "none because:so".parse().unwrap(),
        cache: Some("ttl:60 shared vary:tenant".parse().unwrap()),
        ..idempotent("", POST)
    };
    assert_eq!(
        broken(&spec),
        [
            "the_cache_needs_the_whole_body",
            "shared_answers_depend_on_nobody",
            "idempotency_needs_the_whole_body",
            "idempotency_needs_an_end",
        ]
    );
}
