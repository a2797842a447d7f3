//! What keeps a service from starting, all of it at once.

use std::fs;
use std::path::Path;

use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, http::StatusCode};
use hardpoint_policy::RULES;

use super::*;
use crate::builder::Builder;
use crate::prelude::*;

#[endpoint(get = "/quote", timeout = "5s", concurrency = "4 queue:8 wait:1s")]
async fn quote() -> &'static str {
    "1"
}

#[endpoint(get = "/slow", timeout = "31s")]
async fn slow() -> &'static str {
    "2"
}

#[endpoint(get = "/stream", timeout = "none because:it streams")]
async fn stream() -> &'static str {
    "3"
}

#[endpoint(get = "/cached", cache = "ttl:60 shared tags:prices")]
async fn cached() -> &'static str {
    "4"
}

#[endpoint(put = "/cached", invalidates = "prices")]
async fn change() -> &'static str {
    "5"
}

/// Stands for the one of a database.
struct Tx;

impl crate::transaction::Transaction for Tx {}

#[endpoint(post = "/order", idempotent = "tx")]
async fn order(_tx: &mut Tx) -> &'static str {
    "7"
}

mod other {
    use crate::prelude::*;

    #[endpoint(get = "/other")]
    pub(super) async fn quote() -> &'static str {
        "6"
    }
}

fn builder(variables: &[(&str, &str)]) -> Builder {
    Hardpoint::builder().environment(Environment::of(variables.iter().copied()))
}

/// The rules that are broken, and by whom.
fn broken(builder: Builder) -> Vec<String> {
    let error = builder.build().expect_err("it must not start");
    let told = error.faults().iter().map(|fault| {
        assert!(RULES.iter().any(|rule| rule.name == fault.rule), "{fault}");
        format!("{} {}", fault.rule, fault.endpoints.join(","))
    });
    told.collect()
}

#[test]
fn what_is_in_order_starts() {
    let all = endpoints![quote, stream, cached, change];
    let hardpoint = builder(&[]).endpoints(all).build().unwrap();
    assert_eq!(hardpoint.specs().count(), 4);
    assert_eq!(hardpoint.overrides(), []);
    assert_eq!(hardpoint.drain_budget(), Duration::from_secs(30));
}

#[test]
fn lists_are_checked_together() {
    let twice = builder(&[])
        .endpoints(endpoints![quote])
        .endpoints(endpoints![quote].and(endpoints![other::quote]));
    assert_eq!(
        broken(twice),
        [
            "an_endpoint_is_listed_once quote",
            "a_name_is_given_once quote,quote"
        ]
    );
}

#[test]
fn a_request_that_outlives_the_drain_keeps_a_service_from_starting() {
    let late = |budget| {
        builder(&[])
            .drain_budget(budget)
            .endpoints(endpoints![slow, stream])
    };
    assert!(late(Duration::from_secs(31)).build().is_ok());
    assert_eq!(
        broken(late(Duration::from_secs(30))),
        ["requests_end_before_the_drain_does slow"]
    );
}

#[test]
fn a_transaction_has_a_database() {
    let in_memory = builder(&[]).endpoints(endpoints![quote, order]);
    assert_eq!(broken(in_memory), ["a_transaction_has_a_database order"]);
}

#[test]
fn an_override_is_checked_by_the_rules_of_the_code() {
    let wrong = builder(&[
        ("HARDPOINT_QUOTE_TIMEOUT", "1s"),
        ("HARDPOINT_STREAM_TIMEOUT", "1m"),
        ("HARDPOINT_CACHED_SLO", "99% under:31s"),
    ])
    .endpoints(endpoints![quote, stream, cached, change]);
    let error = wrong.build().unwrap_err();
    let told: Vec<_> = error
        .faults()
        .iter()
        .map(|fault| (fault.rule, fault.source.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ("waiting_ends_before_the_timeout", "HARDPOINT_QUOTE_TIMEOUT"),
            (
                "an_objective_lies_within_the_timeout",
                "HARDPOINT_CACHED_SLO"
            ),
            (
                "requests_end_before_the_drain_does",
                "HARDPOINT_STREAM_TIMEOUT"
            ),
        ]
    );
}

#[test]
fn a_cache_that_is_switched_off_is_no_fault_of_who_invalidates_it() {
    let off = builder(&[("HARDPOINT_CACHED_CACHE", "none because:wrong prices")])
        .endpoints(endpoints![cached, change]);
    let hardpoint = off.build().unwrap();
    assert_eq!(hardpoint.specs().next().unwrap().cache, None);
    assert_eq!(hardpoint.overrides()[0].to, "none");
}

#[test]
fn every_fault_is_told_at_once() {
    let wrong = builder(&[
        ("HARDPOINT_NOBODY_RATE", "1/s"),
        ("HARDPOINT_QUOTE_RATE", "1/fortnight"),
        ("HARDPOINT_QUOTE_NAME", "price"),
    ]);
    assert_eq!(
        broken(wrong.endpoints(endpoints![quote, slow])),
        [
            "an_override_matches_something ",
            "an_override_changes_how_and_not_what quote",
            "an_override_can_be_read quote",
            "requests_end_before_the_drain_does slow",
        ]
    );
}

async fn status(hardpoint: &Hardpoint) -> StatusCode {
    let app = App::new().app_data(hardpoint.clone()).service(quote);
    let service = init_service(app).await;
    let request = TestRequest::get().uri("/quote").to_request();
    service.call(request).await.unwrap().status()
}

#[actix_web::test]
async fn an_endpoint_without_a_runtime_is_refused_where_it_is_overridden() {
    let alone = |variables: &[(&str, &str)]| {
        Hardpoint::unlisting(&Environment::of(variables.iter().copied()))
    };
    let refused = StatusCode::INTERNAL_SERVER_ERROR;
    assert_eq!(
        status(&alone(&[("HARDPOINT_QUOTE_RATE", "1/s")])).await,
        refused
    );
    assert_eq!(
        status(&alone(&[("HARDPOINT_OVERRIDES", "/nowhere")])).await,
        refused
    );
    // What is meant for another is no reason to refuse this one.
    assert_eq!(
        status(&alone(&[("HARDPOINT_PRICE_RATE", "1/s")])).await,
        StatusCode::OK
    );
    assert_eq!(status(&alone(&[])).await, StatusCode::OK);
}

#[actix_web::test]
async fn an_endpoint_beside_a_runtime_is_refused_where_it_is_overridden() {
    let variables = [("HARDPOINT_QUOTE_TIMEOUT", "2s")];
    let listed = builder(&variables).endpoints(endpoints![quote]).build();
    assert_eq!(status(&listed.unwrap()).await, StatusCode::OK);
    let other = builder(&variables)
        .endpoints(endpoints![other::quote])
        .build();
    assert_eq!(
        status(&other.unwrap()).await,
        StatusCode::INTERNAL_SERVER_ERROR
    );
}

#[test]
fn every_rule_that_is_asked_here_is_in_the_catalogue() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/start");
    let files = [
        "rules.rs",
        "served.rs",
        "overrides/file.rs",
        "overrides/options.rs",
        "overrides/wanted.rs",
    ];
    for file in files {
        let source = fs::read_to_string(folder.join(file)).unwrap();
        let named = source.lines().filter_map(|line| {
            let line = line.trim_start();
            let name = line.strip_prefix("rule: \"").or(line.strip_prefix('"'))?;
            name.split_once("\",").map(|(name, _)| name)
        });
        for name in named.filter(|name| name.split('_').count() > 2) {
            assert!(RULES.iter().any(|rule| rule.name == name), "{file}: {name}");
        }
    }
}

mod first {
    use crate::prelude::*;

    #[endpoint(get = "/stock", version = "1", name = "v1.stock")]
    pub(super) async fn stock() -> &'static str {
        "8"
    }
}

#[endpoint(get = "/stock", version = "2")]
async fn stock() -> &'static str {
    "9"
}

fn versioned(versions: Versions) -> Builder {
    builder(&[])
        .versions(versions)
        .endpoints(endpoints![first::stock, stock])
}

#[test]
fn the_default_version_is_served() {
    for number in [1, 2] {
        assert!(versioned(Versions::in_path_or(number)).build().is_ok());
        assert!(versioned(Versions::in_header("x", number)).build().is_ok());
    }
    for number in [0, 3, u16::MAX] {
        for versions in [
            Versions::in_path_or(number),
            Versions::in_header("x", number),
        ] {
            let error = versioned(versions).build().unwrap_err();
            let fault = &error.faults()[0];
            assert_eq!(fault.rule, "the_default_version_is_served");
            assert_eq!(fault.help, "say one that there is: 1, 2");
            assert_eq!(error.faults().len(), 1, "{error}");
        }
    }
    let of_none = builder(&[])
        .versions(Versions::in_header("x", 1))
        .endpoints(endpoints![quote]);
    assert_eq!(broken(of_none), ["the_default_version_is_served "]);
}

#[test]
fn a_header_can_say_the_version() {
    assert!(
        versioned(Versions::in_header("X-Api-Version", 1))
            .build()
            .is_ok()
    );
    for name in ["", "two words", "a:b", "ä"] {
        let versions = versioned(Versions::in_header(name, 1));
        assert_eq!(broken(versions), ["a_header_can_say_the_version "]);
    }
}

#[test]
fn an_endpoint_of_every_version_is_in_the_way_of_one_where_a_header_says_it() {
    mod beside {
        use crate::prelude::*;

        #[endpoint(get = "/stock", name = "every.stock")]
        pub(super) async fn stock() -> &'static str {
            "10"
        }
    }
    let with = |versions| versioned(versions).endpoints(endpoints![beside::stock]);
    assert!(with(Versions::in_path()).build().is_ok());
    assert_eq!(
        broken(with(Versions::in_header("x", 1))),
        [
            "a_route_is_taken_once v1.stock,every.stock",
            "a_route_is_taken_once stock,every.stock"
        ]
    );
    assert_eq!(
        broken(with(Versions::in_path_or(1))),
        ["a_route_is_taken_once every.stock,v1.stock"]
    );
}
