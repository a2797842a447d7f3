//! No input makes the macro panic, and a function that is right always yields its type.

use proptest::prelude::*;

use super::*;

/// Tokens that stand in attributes and functions, right and wrong.
const TOKENS: &[&str] = &[
    "get",
    "post",
    "query",
    "timeout",
    "rate",
    "cache",
    "idempotent",
    "crate",
    "name",
    "tag",
    "concurrency",
    "body",
    "invalidates",
    "criticality",
    "timout",
    "r#get",
    "self",
    "async",
    "fn",
    "unsafe",
    "const",
    "extern",
    "pub",
    "impl",
    "where",
    "dyn",
    "mut",
    "order",
    "T",
    "'a",
    "_",
    "=",
    ",",
    "::",
    ":",
    "->",
    "&",
    "#",
    "!",
    "?",
    ".",
    "...",
    ";",
    "<",
    ">",
    "+",
    "*",
    "-",
    "|",
    "5",
    "5s",
    "1.5",
    "'c'",
    "b\"x\"",
    "c\"x\"",
    "true",
    "\"\"",
    "\"5s\"",
    "\"/orders/{id}\"",
    "\"/orders/{id\"",
    "\"10/min\"",
    "\"ttl:60 tags:o-{id}\"",
    "r#\"raw\"#",
    "\"\\u{0}é\"",
];

const OPTIONS: &str = r#"get = "/orders/{id}" , timeout = "5s" , rate = [ "10/min" , "5/s" ] ,
    cache = "ttl:60 tags:order-{id}" , idempotent , crate = "renamed" , name = "order""#;

const ITEM: &str = r#"/// One order.
    # [ get ( "/orders/{id}" , name = "order" ) ] # [ doc ( hidden ) ] # [ expect ( unused ) ]
    pub ( crate ) async fn order < 'a , T > ( # [ cfg ( test ) ] id : Path < & 'a u64 > , mut x : T )
    -> Result < impl Responder , Error > where 'a : 'static { id . to_string ( ) }"#;

/// Some tokens, groups within groups.
fn tokens() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(TOKENS).prop_map(str::to_owned);
    let tree = leaf.prop_recursive(3, 24, 6, |inner| {
        let inside = proptest::collection::vec(inner, 0..6).prop_map(|inner| inner.join(" "));
        prop_oneof![
            inside.clone().prop_map(|inside| format!("( {inside} )")),
            inside.clone().prop_map(|inside| format!("[ {inside} ]")),
            inside.prop_map(|inside| format!("{{ {inside} }}")),
        ]
    });
    proptest::collection::vec(tree, 0..12).prop_map(|trees| trees.join(" "))
}

/// `text` with some of its tokens replaced.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = words.len();
    (0..count, 0..4_usize, tokens()).prop_map(move |(at, removed, inserted)| {
        let rest = words.get(at + removed..).unwrap_or_default();
        format!("{} {inserted} {}", words[..at].join(" "), rest.join(" "))
    })
}

/// As tokens, if the braces still match.
fn parsed(text: &str) -> Option<TokenStream> {
    text.parse().ok()
}

proptest! {
    #[test]
    fn no_attribute_makes_it_panic(options in prop_oneof![tokens(), mutated(OPTIONS)]) {
        let Some(options) = parsed(&options) else { return Ok(()) };
        let expansion = endpoint(options, order());
        let text = formatted(&expansion);
        prop_assert!(text.contains("enum order {}"), "{}", text);
    }

    #[test]
    fn no_item_makes_it_panic(item in prop_oneof![tokens(), mutated(ITEM)]) {
        let Some(item) = parsed(&item) else { return Ok(()) };
        endpoint(quote!(timeout = "5s"), item);
    }

    #[test]
    fn every_mistake_comes_with_help(options in mutated(OPTIONS)) {
        let Some(options) = parsed(&options) else { return Ok(()) };
        for text in errors(&endpoint(options, order())) {
            prop_assert!(text.contains("\nhelp: "), "{}", text);
        }
    }
}
