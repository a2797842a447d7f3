//! No input makes the macro panic, and a function that is right always yields its type.

use proptest::prelude::*;

use super::*;
use crate::any_tokens::{all_help, any_tokens, literal, mutated, read, told, typo};

const OPTIONS: &[&str] = &[
    r#"every = "1h", timeout = "10m", jitter = "1m", on_start, crate = "renamed", name = "tidy""#,
    r#"every = "90s", overlap = "skip", timeout = "2h", per = "instance""#,
    r#"every = "1h""#,
];

const ITEMS: &[&str] = &[
    r#"/// Tidies up.
    #[tracing::instrument] #[expect(dead_code)]
    pub(crate) async fn cleanup<'a, T>(#[cfg(test)] db: Data<&'a Db>, mut run: JobRun)
    -> Result<(), Error> where 'a: 'static { Ok(()) }"#,
    r#"const async unsafe extern "C" fn cleanup(self: Box<Self>, _: impl Copy, rest: ...) {}"#,
    "async fn cleanup() {}",
];

/// The options that take text, each with a value.
const ALONE: &[(&str, &[&str])] = &[
    ("every", &["90m"]),
    ("timeout", &["10m"]),
    ("jitter", &["1m"]),
    ("overlap", &["skip"]),
    ("per", &["instance"]),
    ("name", &["tidy"]),
    ("crate", &["::renamed"]),
];

proptest! {
    #[test]
    fn no_attribute_makes_it_panic(options in prop_oneof![any_tokens(), mutated(OPTIONS)]) {
        let expansion = job(options.0, cleanup());
        all_help(&told(&expansion));
        let text = expansion.to_string();
        prop_assert!(text.contains("struct cleanup ;"), "{}", text);
    }

    #[test]
    fn no_item_makes_it_panic(
        options in proptest::sample::select(OPTIONS),
        item in prop_oneof![1 => any_tokens(), 4 => mutated(ITEMS)],
    ) {
        let expansion = job(read(options), item.0.clone());
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
        let options = match key {
            "every" => quote!(#name = #value),
            _ => quote!(every = "100h", #name = #value),
        };
        let item = quote!(async fn cleanup() {});
        let texts = told(&job(options, item));
        all_help(&texts);
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
