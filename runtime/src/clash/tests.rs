//! Which endpoints clash, and what is said of it.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::BTreeSet;

use hardpoint_policy::{EndpointSpec, Method, SetFacts, check_all};
use proptest::prelude::*;

use super::*;
use crate::error::ErrorCodes;
use crate::invocation::Invocation;

fn never() -> Invocation {
    unreachable!("nobody calls it")
}

fn entry(spec: EndpointSpec, errors: &'static ErrorCodes) -> Entry {
    Entry {
        spec: Box::leak(Box::new(spec)),
        args: &[],
        errors,
        id: TypeId::of::<()>(),
        invocation: never,
    }
}

fn endpoint(name: &'static str, module: &'static str, method: Method, path: &str) -> Entry {
    let spec = EndpointSpec {
        methods: vec![method].into(),
        path: Some(Cow::Owned(path.to_owned())),
        ..EndpointSpec::new(name, module)
    };
    entry(spec, ErrorCodes::NONE)
}

fn answering(name: &'static str, own: Vec<ErrorCode>) -> Entry {
    let codes = ErrorCodes {
        own: own.leak(),
        passed_on: &[],
    };
    entry(EndpointSpec::new(name, "shop"), Box::leak(Box::new(codes)))
}

/// What is said of each clash.
fn said(entries: &[Entry]) -> Vec<(String, String)> {
    let found = found(entries);
    let said = found.iter().map(|clash| {
        let (mut message, mut help) = (Text::new(), Text::new());
        words::message(&mut message, clash, entries);
        words::help(&mut help, clash, entries);
        (message.as_str().to_owned(), help.as_str().to_owned())
    });
    said.collect()
}

fn found(entries: &[Entry]) -> Vec<Clash> {
    let room = room(entries);
    let mut found = vec![None; room];
    let scratch = || vec![0; room];
    find(
        entries,
        &mut found,
        [&mut scratch(), &mut scratch(), &mut scratch()],
        &mut vec![None; room],
    );
    found.into_iter().flatten().collect()
}

/// What is wrong, of each clash.
fn messages(entries: &[Entry]) -> Vec<String> {
    said(entries)
        .into_iter()
        .map(|(message, _)| message)
        .collect()
}

#[test]
fn what_differs_stands_side_by_side() {
    let entries = [
        endpoint("list", "shop", Method::Get, "/orders"),
        endpoint("create", "shop", Method::Post, "/orders"),
        endpoint("get", "shop", Method::Get, "/orders/{id}"),
        endpoint("by_number", "shop", Method::Get, r"/orders/{id:\d+}"),
        answering("first", vec![ErrorCode::new("gone", 410, "A::Gone")]),
        answering("second", vec![ErrorCode::new("gone", 410, "B::Gone")]),
        answering("third", vec![ErrorCode::new("not_found", 404, "B::None")]),
    ];
    assert_eq!(messages(&entries), [""; 0]);
}

#[test]
fn a_route_is_taken_once() {
    let entries = [
        endpoint("by_id", "shop", Method::Get, "/orders/{id}"),
        endpoint("by_number", "shop", Method::Get, "/orders/{number}"),
        endpoint("again", "shop", Method::Get, "/orders/{id}"),
    ];
    assert_eq!(
        messages(&entries),
        [
            "`by_number` would never be called: `GET /orders/{id}` goes to `by_id`, for what captures are called makes no difference",
            "`again` would never be called: `GET /orders/{id}` goes to `by_id`",
        ]
    );
}

#[test]
fn a_name_is_given_once() {
    let entries = [
        endpoint("get", "shop::orders", Method::Get, "/orders"),
        endpoint("get", "shop::items", Method::Get, "/items"),
    ];
    assert_eq!(
        said(&entries),
        [(
            "two endpoints are called `get`, one in `shop::orders` and one in `shop::items`"
                .to_owned(),
            "write `name = \"items_get\"` in the attribute of the second, or another name"
                .to_owned()
        )]
    );
}

#[test]
fn an_endpoint_that_is_listed_twice_is_one_mistake() {
    let ping = endpoint("ping", "shop", Method::Get, "/ping");
    assert_eq!(messages(&[ping, ping]), ["`ping` is listed twice"]);
}

#[test]
fn a_code_has_one_meaning() {
    let gone = |status, error| ErrorCode::new("gone", status, error);
    let busy = |error| ErrorCode::new("busy", 409, error);
    let entries = [
        answering("one", vec![gone(410, "A::Gone"), busy("A::Busy")]),
        answering(
            "two",
            vec![gone(404, "B::Gone"), busy("B::Busy").retryable(true)],
        ),
        // What has been said of its meaning is not said again.
        answering("three", vec![gone(404, "B::Gone")]),
        answering("four", vec![ErrorCode::new("overloaded", 500, "C::Over")]),
    ];
    assert_eq!(
        messages(&entries),
        [
            "`two` answers the code `gone` with 404 (`B::Gone`), and `one` with 410 (`A::Gone`)",
            "`two` answers the code `busy` as worth sending again (`B::Busy`), and `one` as not worth sending again (`A::Busy`)",
            "`four` answers the code `overloaded` with 500 (`C::Over`), and Hardpoint itself with 503",
        ]
    );
}

#[test]
fn codes_that_are_passed_on_are_compared_too() {
    const INNER: &ErrorCodes = &ErrorCodes {
        own: &[ErrorCode::new("gone", 404, "Inner::Gone")],
        passed_on: &[],
    };
    const OUTER: &ErrorCodes = &ErrorCodes {
        own: &[ErrorCode::new("gone", 410, "Outer::Gone")],
        passed_on: &[INNER],
    };
    let entries = [entry(EndpointSpec::new("one", "shop"), OUTER)];
    assert_eq!(
        messages(&entries),
        [
            "`one` answers the code `gone` with 404 (`Inner::Gone`), and also with 410 (`Outer::Gone`)"
        ]
    );
}

/// An endpoint of few names, routes and codes, so that some clash.
fn any_endpoint() -> impl Strategy<Value = Entry> {
    let method = prop::sample::select(vec![Method::Get, Method::Post]);
    let path = prop::sample::select(vec!["/a/{x}", "/a/{y}", "/a/b", "/a_longer_one/{x}/b", "-"]);
    let codes = prop::collection::vec((0..3_usize, prop::sample::select(vec![404_u16, 410])), 0..3);
    (0..4_usize, method, path, codes).prop_map(|(name, method, path, codes)| {
        let codes = codes.into_iter().map(|(code, status)| {
            ErrorCode::new(["gone", "unknown", "not_found"][code], status, "E::V")
        });
        let name = [
            "one",
            "two",
            "a_name_of_many_letters",
            "a_name_of_many_lettres",
        ][name];
        let spec = EndpointSpec {
            methods: vec![method].into(),
            path: (path != "-").then_some(Cow::Borrowed(path)),
            // Two of one place would be the same endpoint.
            line: fastrand::u32(..),
            ..EndpointSpec::new(name, "shop")
        };
        Entry {
            errors: answering(name, codes.collect()).errors,
            ..entry(spec, ErrorCodes::NONE)
        }
    })
}

proptest! {
    #[test]
    fn the_compiler_refuses_what_the_start_would_refuse(entries in prop::collection::vec(any_endpoint(), 0..6)) {
        let specs: Vec<&EndpointSpec> = entries.iter().map(|entry| entry.spec).collect();
        let facts = SetFacts {
            drain_budget: None,
            errors: crate::start::errors(&entries),
        };
        let rules = ["a_route_is_taken_once", "a_name_is_given_once", "a_code_has_one_meaning"];
        let at_start: BTreeSet<&str> = check_all(&specs, &facts)
            .iter()
            .map(|breach| breach.rule)
            .filter(|rule| rules.contains(rule))
            .collect();
        let here: BTreeSet<&str> = found(&entries)
            .iter()
            .map(|clash| match clash {
                Clash::Listed { .. } => "an_endpoint_is_listed_once",
                Clash::Route { .. } => rules[0],
                Clash::Name { .. } => rules[1],
                Clash::Code { .. } => rules[2],
            })
            .collect();
        prop_assert_eq!(here, at_start);
    }
}

#[test]
fn a_long_list_is_searched_whole() {
    let named: Vec<_> = (0..1_000)
        .map(|at| {
            let name: &'static str = format!("endpoint_{at}").leak();
            endpoint(name, "shop", Method::Get, &format!("/{at}/{{id}}"))
        })
        .collect();
    assert_eq!(messages(&named), [""; 0]);
    let again = [named, vec![endpoint("last", "shop", Method::Get, "/0/{x}")]].concat();
    assert_eq!(messages(&again).len(), 1);
}
