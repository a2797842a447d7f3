//! Which policies do not go together, and which do.

mod auth;
mod cache;
mod idempotency;
mod keys;
mod rates;
mod time;
mod version;

use std::borrow::Cow;

use super::*;
use crate::{Access, BodyLimit, Method, Rate};

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

fn open_to(access: &str, spec: EndpointSpec) -> EndpointSpec {
    EndpointSpec {
        access: access.parse().unwrap(),
        ..spec
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

/// The help of the first rule that the endpoint breaks.
fn help(spec: &EndpointSpec) -> String {
    check(spec).remove(0).help
}

#[test]
fn the_defaults_break_no_rule() {
    for access in ["unstated", "public", "principal", "orders:read"] {
        assert!(broken(&open_to(access, with(GET))).is_empty());
        assert!(broken(&open_to(access, with(&[]))).is_empty());
    }
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

#[test]
fn each_rule_is_named_once() {
    let mut names: Vec<&str> = names().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
