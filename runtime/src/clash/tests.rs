//! Which endpoints clash, and what is said of it.

use std::collections::BTreeSet;
use std::panic::Location;

use hardpoint_policy::{EndpointSpec, ErrorFact, Method, SetFacts, check_all};
use proptest::prelude::*;

use super::*;
use crate::error::{ErrorCodes, Rejection};
use crate::promises::Stated;

#[track_caller]
fn endpoint(name: &'static str, module: &'static str, method: Method, path: &'static str) -> Face {
    let spec = EndpointSpec {
        methods: vec![method].into(),
        path: Some(path.into()),
        ..EndpointSpec::new(name, module)
    };
    of(&spec, ErrorCodes::NONE, Location::caller())
}

/// The face of an endpoint that stands at `place`.
fn of(spec: &EndpointSpec, errors: &'static ErrorCodes, place: &'static Location<'static>) -> Face {
    Face {
        stated: Stated {
            text: spec.written().leak(),
            keys: spec.keys(),
            module: spec.module,
            place,
            errors: Some(errors),
        },
        entry: || unreachable!("nobody calls it"),
    }
}

#[track_caller]
fn answering(name: &'static str, own: Vec<ErrorCode>) -> Face {
    let codes = ErrorCodes {
        own: own.leak(),
        passed_on: &[],
    };
    answering_all(name, Box::leak(Box::new(codes)))
}

#[track_caller]
fn answering_all(name: &'static str, codes: &'static ErrorCodes) -> Face {
    of(&EndpointSpec::new(name, "shop"), codes, Location::caller())
}

/// What is said of each clash.
fn said(faces: &[Face]) -> Vec<(String, String)> {
    let found = found(faces);
    let said = found.iter().map(|clash| {
        let (mut message, mut help) = (Text::new(), Text::new());
        words::message(&mut message, clash, faces);
        words::help(&mut help, clash, faces);
        (message.as_str().to_owned(), help.as_str().to_owned())
    });
    said.collect()
}

fn found(faces: &[Face]) -> Vec<Clash> {
    let room = most(faces);
    let mut found = vec![None; room];
    let scratch = || vec![Link::NONE; room];
    find(
        faces,
        &mut found,
        [&mut scratch(), &mut scratch(), &mut scratch()],
        (&mut vec![0; room], &mut vec![0; room]),
        &mut vec![None; room],
    );
    let found: Vec<Clash> = found.into_iter().flatten().collect();
    assert!(found.is_empty() || !sieve::is_clean(faces), "{found:?}");
    found
}

/// What a list says that is told of in so many checks, from `place` on.
fn said_from(place: usize, faces: &[Face], checks: usize) -> String {
    let clashes = found(faces).into_iter().map(Some).collect::<Vec<_>>();
    let list = List {
        faces: faces.to_vec().leak(),
        clashes: clashes.leak(),
        checks,
    };
    list.said_from(place).as_str().to_owned()
}

/// What is wrong, of each clash.
fn messages(faces: &[Face]) -> Vec<String> {
    said(faces)
        .into_iter()
        .map(|(message, _)| message)
        .collect()
}

#[test]
fn a_list_that_is_right_is_not_searched() {
    let names: Vec<&'static str> = (0..400).map(|at| &*format!("item_{at}").leak()).collect();
    let mut faces: Vec<Face> = names
        .iter()
        .flat_map(|name| {
            let path: &'static str = format!("/{name}/{{id}}").leak();
            let put = format!("put_{name}").leak();
            [
                endpoint(name, "shop", Method::Get, path),
                endpoint(put, "shop", Method::Put, path),
            ]
        })
        .collect();
    for name in ["gone", "gone_too"] {
        faces.push(answering(
            name,
            vec![ErrorCode::new("gone", 410, "E::Gone")],
        ));
    }
    assert_eq!(room(&faces), 0);
}

#[test]
fn what_differs_stands_side_by_side() {
    let faces = [
        endpoint("list", "shop", Method::Get, "/orders"),
        endpoint("create", "shop", Method::Post, "/orders"),
        endpoint("get", "shop", Method::Get, "/orders/{id}"),
        endpoint("by_number", "shop", Method::Get, r"/orders/{id:\d+}"),
        answering("first", vec![ErrorCode::new("gone", 410, "A::Gone")]),
        answering("second", vec![ErrorCode::new("gone", 410, "B::Gone")]),
        answering("third", vec![ErrorCode::new("not_found", 404, "B::None")]),
    ];
    assert_eq!(messages(&faces), [""; 0]);
}

#[test]
fn a_route_is_taken_once() {
    let faces = [
        endpoint("by_id", "shop", Method::Get, "/orders/{id}"),
        endpoint("by_number", "shop", Method::Get, "/orders/{number}"),
        endpoint("again", "shop", Method::Get, "/orders/{id}"),
    ];
    assert_eq!(
        messages(&faces),
        [
            "`by_number` would never be called: `GET /orders/{id}` goes to `by_id`, for what captures are called makes no difference",
            "`again` would never be called: `GET /orders/{id}` goes to `by_id`",
        ]
    );
}

#[test]
fn a_check_tells_of_all_that_comes_later_in_it() {
    let at = |name| endpoint(name, "shop", Method::Get, format!("/{name}").leak());
    let names = ["one", "two", "three", "two", "one", "one"];
    let faces = names.map(at);
    let said = |place, checks| {
        let said = said_from(place, &faces, checks);
        let told = said
            .lines()
            .filter(|line| line.contains(" is listed twice"));
        told.map(|line| line[..5].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said(3, 6), ["`two`"]);
    assert_eq!(said(3, 2), ["`two`", "`one`"]);
    assert_eq!(said(4, 2), ["`one`"]);
    assert_eq!(said(3, 1), ["`two`", "`one`", "`one`"]);
}

#[test]
fn a_name_is_given_once() {
    let faces = [
        endpoint("get", "shop::orders", Method::Get, "/orders"),
        endpoint("get", "shop::items", Method::Get, "/items"),
    ];
    assert_eq!(
        said(&faces),
        [(
            "two endpoints are called `get`, one in `shop::orders` and one in `shop::items`"
                .to_owned(),
            "write `name = \"items_get\"` in the attribute of the second, or another name"
                .to_owned()
        )]
    );
}

#[test]
fn a_module_of_two_namesakes_is_named_once() {
    let first = endpoint("get", "shop", Method::Get, "/orders");
    let second = endpoint("get", "shop", Method::Get, "/items");
    assert_eq!(
        messages(&[first, second]),
        ["two endpoints in `shop` are called `get`"]
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
    let faces = [
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
        messages(&faces),
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
    let faces = [answering_all("one", OUTER)];
    assert_eq!(
        messages(&faces),
        [
            "`one` answers the code `gone` with 404 (`Inner::Gone`), and also with 410 (`Outer::Gone`)"
        ]
    );
}

/// An endpoint of few names, routes and codes, so that some clash.
fn any_endpoint() -> impl Strategy<Value = (EndpointSpec, &'static ErrorCodes)> {
    let name = prop::sample::select(vec!["one", "two", "three"]);
    let methods = prop::sample::subsequence(vec![Method::Get, Method::Post, Method::Put], 1..3);
    let path = prop::sample::select(vec!["/a/{x}", "/a/{y}", "/a/b", "/a_longer_one/{x}/b"]);
    let code = prop::sample::select(vec!["gone", "unknown", "not_found"]);
    let codes = prop::collection::vec((code, prop::sample::select(vec![404, 410])), 0..3);
    (name, methods, path, codes).prop_map(|(name, methods, path, codes)| {
        let spec = EndpointSpec {
            methods: methods.into(),
            path: Some(path.into()),
            ..EndpointSpec::new(name, "shop")
        };
        let codes = codes
            .into_iter()
            .map(|(code, status)| ErrorCode::new(code, status, "E::V"));
        let errors = answering(name, codes.collect()).stated.errors;
        (spec, errors.unwrap_or(ErrorCodes::NONE))
    })
}

/// Where they stand: two of one place would be the same endpoint.
const PLACES: [&Location<'static>; 5] = [
    Location::caller(),
    Location::caller(),
    Location::caller(),
    Location::caller(),
    Location::caller(),
];

/// The rules that are broken at start.
fn at_start(specs: &[(EndpointSpec, &'static ErrorCodes)]) -> BTreeSet<&'static str> {
    let fact = |endpoint: &'static str, code: ErrorCode| ErrorFact {
        endpoint,
        code: code.code,
        status: code.status,
        retryable: code.retryable,
    };
    let own = Rejection::ALL
        .iter()
        .map(|rejection| fact("Hardpoint", rejection.error_code()));
    let of_endpoints = specs.iter().flat_map(|(spec, errors)| {
        let codes = errors.all().into_iter();
        let name = &*spec.name.clone().into_owned().leak();
        codes.map(move |code| fact(name, code))
    });
    let facts = SetFacts {
        errors: own.chain(of_endpoints).collect(),
        ..SetFacts::default()
    };
    let specs: Vec<&EndpointSpec> = specs.iter().map(|(spec, _)| spec).collect();
    let breaches = check_all(&specs, &facts);
    breaches.iter().map(|breach| breach.rule).collect()
}

const SHARED: [&str; 3] = [
    "a_route_is_taken_once",
    "a_name_is_given_once",
    "a_code_has_one_meaning",
];

proptest! {
    #[test]
    fn the_compiler_refuses_what_the_start_would_refuse(
        endpoints in prop::collection::vec(any_endpoint(), 0..PLACES.len()),
    ) {
        let placed = endpoints.iter().zip(PLACES);
        let faces: Vec<Face> = placed.map(|((spec, errors), place)| of(spec, errors, place)).collect();
        let at_start = at_start(&endpoints).into_iter().filter(|rule| SHARED.contains(rule));
        let here = found(&faces).into_iter().map(|clash| match clash {
            Clash::Listed { .. } => "an_endpoint_is_listed_once",
            Clash::Route { .. } => SHARED[0],
            Clash::Name { .. } => SHARED[1],
            Clash::Code { .. } => SHARED[2],
        });
        prop_assert_eq!(here.collect::<BTreeSet<_>>(), at_start.collect::<BTreeSet<_>>());
    }
}

#[test]
fn a_long_list_is_searched_whole() {
    let named: Vec<_> = (0..1_000)
        .map(|at| {
            let name: &'static str = format!("endpoint_{at}").leak();
            endpoint(name, "shop", Method::Get, format!("/{at}/{{id}}").leak())
        })
        .collect();
    assert_eq!(messages(&named), [""; 0]);
    let again = [named, vec![endpoint("last", "shop", Method::Get, "/0/{x}")]].concat();
    assert_eq!(messages(&again).len(), 1);
}
