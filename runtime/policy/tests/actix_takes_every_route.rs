//! Whatever route is read here, actix takes without a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::dev::ResourceDef;
use hardpoint_policy::RoutePath;
use proptest::prelude::*;

/// Pieces of templates, good and bad, of which the random ones are made.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "/",
        "/orders",
        "{id}",
        "{",
        "}",
        "{id",
        "*",
        "{tail}*",
        "{a:",
        ":",
        "a",
        "-",
        ".",
        "{}",
        "{_}",
        "{a:[0-9]{2}}",
        "{b:(x|y)+}",
        "ü",
        "(",
        ")",
        "[",
        "]",
        "\\",
        "\\d",
        "+",
        "?",
        "|",
        "^",
        "$",
        "{2}",
        "{1,3}",
        "{c:(?i)x}",
        "{d:[^/]*?}",
        "\\q",
        "a-z",
        "z-a",
        "\\x",
        "41",
        "{41}",
        "(?:",
        "\\b",
        ",",
        "[^",
        "[-",
        "(?i)",
        "{0,}",
    ]);
    prop_oneof![4 => fixed.prop_map(str::to_owned), 1 => "[a-c/]{0,3}"]
}

fn template() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..8).prop_map(|pieces| format!("/{}", pieces.concat()))
}

/// What `regex-lite` says of what only `regex` takes, which actix uses under its feature `unicode`.
const LITE: [&str; 5] = [
    "Unicode character classes are not supported",
    "nested character classes are not supported",
    "character class intersection is not supported",
    "character class difference is not supported",
    "character class symmetric difference is not supported",
];

/// Why actix refuses the template, if it does under any of its features.
fn refusal(text: &str) -> Option<String> {
    let made = catch_unwind(AssertUnwindSafe(|| ResourceDef::new(text.to_owned())));
    let why = made
        .err()?
        .downcast_ref::<String>()
        .cloned()
        .unwrap_or_default();
    (!LITE.iter().any(|lite| why.contains(lite))).then_some(why)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_route_that_is_read_never_makes_actix_panic(text in template()) {
        if text.parse::<RoutePath>().is_ok() {
            prop_assert_eq!(refusal(&text), None);
        }
    }
}
