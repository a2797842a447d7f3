//! No input makes the macro panic, and a function that is right stays a function.

use proptest::prelude::*;

use super::*;
use crate::any_tokens::{all_help, any_tokens, literal, mutated, read, told, typo};

const OPTIONS: &[&str] = &[
    r#"name = "inventory", timeout = "2s", attempt = "500ms", retry = "3 base:100ms max:2s", idempotent,
    breaker = "50%/30s min:20 open:5s", concurrency = "32 wait:50ms", fallback = cached::stock"#,
    r#"key = format!("charge-{}", order.id), hedge = "p95", guard = "payments", crate = "renamed""#,
    r#"retry = "none because:it asks again", breaker = "none because:it is here", concurrency = 5"#,
    "idempotent",
];

const ITEMS: &[&str] = &[
    r#"/// How much there is.
    #[tracing::instrument] #[cfg(all())] #[expect(dead_code)]
    pub(crate) async fn stock<'a, T: Copy>(&'a self, #[cfg(test)] sku: &'a str, mut run: impl Fn() -> T,
        (a, Some(b) | b): (u8, T), _: u8, ref c @ 1..: u8) -> Result<&'a str, Error> where T: 'a { Ok(()) }"#,
    r#"const async unsafe extern "C" fn stock(self: Box<Self>, _: impl Copy, rest: ...) {}"#,
    "async fn stock(&mut self);",
    "async fn stock() -> Result<(), E> {}",
];

/// The options that take text, each with values.
const ALONE: &[(&str, &[&str])] = &[
    ("timeout", &["20s"]),
    ("attempt", &["500ms"]),
    (
        "retry",
        &["3 base:100ms max:2s", "none because:it is asked again"],
    ),
    ("hedge", &["p95", "50ms"]),
    (
        "breaker",
        &["50%/30s min:20 open:5s max:60s probes:5 slow:1s"],
    ),
    ("concurrency", &["32 wait:50ms"]),
    ("guard", &["payments"]),
    ("name", &["inventory"]),
    ("fallback", &["cached::stock"]),
    ("crate", &["::renamed"]),
];

proptest! {
    #[test]
    fn no_attribute_makes_it_panic(
        options in prop_oneof![any_tokens(), mutated(OPTIONS)],
        is_method in any::<bool>(),
    ) {
        let item = if is_method { charge() } else { stock() };
        let expansion = dependency(options.0, item);
        all_help(&told(&expansion));
        let text = expansion.to_string();
        let name = if is_method { "async fn charge" } else { "pub async fn stock" };
        prop_assert!(text.contains(name), "{}", text);
    }

    #[test]
    fn no_item_makes_it_panic(
        options in proptest::sample::select(OPTIONS),
        item in prop_oneof![1 => any_tokens(), 4 => mutated(ITEMS)],
    ) {
        let expansion = dependency(read(options), item.0.clone());
        // What is no Rust before is none after, and rustc says so.
        if syn2::parse_file(&item.0.to_string()).is_ok() {
            let texts = told(&expansion);
            // Invisible groups are none in the text, and can be what syn stumbles over.
            if syn::parse2::<syn::ItemFn>(item.0).is_ok() {
                all_help(&texts);
            }
        }
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(
        (key, value) in proptest::sample::select(ALONE).prop_flat_map(|(key, values)| {
            let typed = typo(values).prop_map(|text| quote!(#text));
            let value = prop_oneof![3 => typed, 1 => literal().prop_map(|literal| literal.0)];
            (Just(key), value.prop_map(crate::any_tokens::Tokens))
        }),
    ) {
        let (name, value): (TokenStream, _) = (read(key), value.0);
        let texts = told(&dependency(quote!(idempotent, #name = #value), stock()));
        all_help(&texts);
        // A breaker that can be read may break several rules.
        prop_assert!(texts.len() <= 1 || key == "breaker", "{texts:#?}");
    }
}
