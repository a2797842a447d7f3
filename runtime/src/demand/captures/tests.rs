//! What is said of captures, and of which nothing is said.

use actix_web::HttpRequest;
use hardpoint_policy::RoutePath;

use super::*;
use crate::ApiRequest;
use crate::probe::{Probe, ProbeFallback as _};

struct Own;

#[derive(ApiRequest)]
#[allow(dead_code, reason = "only what is known of it matters")]
struct Order {
    #[api(path)]
    id: u64,
    #[api(path)]
    shop: Option<u64>,
    #[api(path)]
    #[serde(default)]
    page: u64,
    #[api(query)]
    lines: Option<u64>,
}

/// What is known of an argument.
macro_rules! of {
    ($ty:ty) => {
        (Probe::<$ty>::FACTS, Counted::<$ty>::CAPTURES)
    };
}

fn said(text: Option<Text>) -> Option<String> {
    text.map(|text| text.as_str().to_owned())
}

/// What is said where all of `names` are wanted.
fn untaken(names: &str, arguments: &[(ArgFacts, Count)]) -> Option<String> {
    let taken = |(facts, count): &(ArgFacts, Count)| match count {
        Count::Unknown => takes_by_name(*facts, names).0,
        count => takes(*facts, *count),
    };
    let taken = arguments
        .iter()
        .map(taken)
        .fold(0, |taken, more| taken | more);
    let wanted = (1 << names::count(names)) - 1;
    let missing = wanted & !taken;
    (missing != 0).then(|| super::untaken(missing, names).as_str().to_owned())
}

const NAMES: &str = "id,shop";

#[test]
fn a_capture_is_taken_by_its_position_or_its_name() {
    for arguments in [
        &[of!(web::Path<(u64, String)>)][..],
        &[of!(web::Path<Own>)],
        &[of!(Option<web::Path<[u8; 2]>>)],
        &[of!(HttpRequest)],
        &[of!(Own)],
        &[of!(Order)],
        &[of!(String), of!(web::Path<(u64, String)>)],
    ] {
        assert_eq!(untaken(NAMES, arguments), None);
    }
}

#[test]
fn captures_that_nobody_takes_are_named() {
    let both = "the path captures `id`, `shop`, and no argument takes them\nhelp: ";
    let last = "the path captures `shop`, and no argument takes it\nhelp: ";
    for (arguments, beginning) in [
        (&[of!(String)][..], both),
        (&[of!(web::Path<()>)], both),
        (&[of!(web::Path<(u64,)>)], last),
    ] {
        let said = untaken(NAMES, arguments).unwrap_or_default();
        assert!(said.starts_with(beginning), "{said}");
    }
    let said = untaken("name,id", &[of!(Order)]).unwrap_or_default();
    assert!(said.starts_with("the path captures `name`, and"), "{said}");
}

#[test]
fn what_an_argument_takes_by_its_order_is_there() {
    let wrong = |(facts, count), path: &str| {
        let names = path.parse::<RoutePath>().unwrap().captures().join(",");
        said(miscounted(facts, count, &names, path)).unwrap_or_default()
    };
    for (argument, path, beginning) in [
        (
            of!(web::Path<u64>),
            "/orders",
            "this argument takes one capture, and `/orders` has none\nhelp: capture it, as in `/orders/{id}`",
        ),
        (
            of!(web::Path<String>),
            "/{a}/{b}",
            "this argument takes one capture, and `/{a}/{b}` has 2\nhelp: take all",
        ),
        (
            of!(web::Path<(u8, u8)>),
            "/{id}/",
            "this argument takes 2 captures, and `/{id}/` has 1\nhelp: capture it, as in `/{id}/{name}`",
        ),
        (
            of!(web::Path<(u8,)>),
            "/orders",
            "this argument takes 1 capture, and",
        ),
        (
            of!(Result<web::Path<[u8; 3]>, Own>),
            "/{id}/{name}",
            "this argument takes 3 captures, and",
        ),
        (
            of!(web::Path<Own>),
            "/orders",
            "this argument takes captures, and `/orders` has none",
        ),
    ] {
        let said = wrong(argument, path);
        assert!(said.starts_with(beginning), "{said}");
    }
    for (argument, path) in [
        (of!(web::Path<u64>), "/{a}"),
        (of!(web::Path<()>), "/orders"),
        (of!(web::Path<(u8, u8)>), "/{a}/{b}"),
        (of!(web::Path<(u8,)>), "/{a}/{b}"),
        (of!(web::Path<Own>), "/{a}"),
        (of!(HttpRequest), "/orders"),
        (of!(Own), "/orders"),
        (of!(Order), "/orders"),
    ] {
        assert_eq!(wrong(argument, path), "");
    }
}

#[test]
fn a_field_that_must_be_there_is_captured() {
    let facts = Probe::<Order>::FACTS;
    let wrong = uncaptured(facts.fields, "ID", "/orders/{ID}/");
    let beginning = "this argument reads `id` from the path, and `/orders/{ID}/` does not capture it\nhelp: capture it, as in `/orders/{ID}/{id}`";
    assert!(wrong.as_str().starts_with(beginning), "{}", wrong.as_str());
    assert_eq!(takes_by_name(facts, "ID"), (0, false));
    assert_eq!(takes_by_name(facts, "page,id"), (0b11, true));
}
