//! The derive as a function of tokens.

use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::select;
use quote::quote;

use super::derive;
use crate::any_tokens::{all_help_of_item, any_tokens, literal, mutated, read, told};

fn order() -> TokenStream {
    quote! {
        #[api(query)]
        pub struct Order {
            #[garde(length(max = 8), inner(length(max = 8)))]
            tags: Vec<String>,
            #[api(header, default = 7)]
            level: u8,
            #[api(body)]
            #[garde(dive)]
            line: Line,
            #[api(body)]
            #[serde(with = "hex")]
            colour: u32,
        }
    }
}

/// The first words of the paths that begin with `::`.
fn roots(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(ToString::to_string);
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            roots(group.stream(), found);
        }
        let [colon, other] = [1, 2].map(|back| text(index.checked_sub(back)));
        if colon.as_deref() != Some(":") || other.as_deref() != Some(":") {
            continue;
        }
        let before = text(index.checked_sub(3)).unwrap_or_default();
        let is_arrow = before == ">" && text(index.checked_sub(4)).as_deref() == Some("-");
        let goes_on = before == ">" && !is_arrow
            || before
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
                && !["", "as", "for", "impl", "use", "dyn"].contains(&before.as_str());
        if !goes_on {
            found.push(token.to_string());
        }
    }
}

#[test]
fn the_code_names_the_seam_and_core_only() {
    let code = derive(order());
    syn::parse2::<syn::File>(code.clone()).expect("the code is a list of items");
    let mut found = Vec::new();
    roots(code, &mut found);
    assert!(found.len() > 20);
    let strangers: Vec<_> = found
        .iter()
        .filter(|root| !["hardpoint", "core"].contains(&root.as_str()))
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn a_renamed_crate_is_named_throughout() {
    let order = order();
    let code = derive(quote!(#[api(crate = "::sturdy")] #order)).to_string();
    assert!(code.contains(":: sturdy :: __private"));
    assert!(!code.contains(":: hardpoint"));
}

#[test]
fn a_refused_item_keeps_its_traits_and_says_each_mistake_once() {
    let code = derive(quote! {
        struct Order {
            a: String,
            #[api(qery)]
            b: u8,
        }
    });
    let code = code.to_string();
    assert_eq!(code.matches("compile_error").count(), 2, "{code}");
    assert!(code.contains("FromRequest for Order"));
}

const ITEMS: &[&str] = &[
    r#"#[api(query, crate = "renamed")] #[serde(rename_all = "camelCase")] #[garde(custom(whole))]
       pub struct Order { #[garde(length(max = 8), inner(length(max = 8)))] tags: Vec<String>,
       #[api(header = "x-level", default = 7)] level: u8, #[api(body)] #[garde(dive)] line: Option<Line>,
       #[api(path = "id")] #[serde(with = "hex", alias = "b")] pub(crate) id: u32,
       #[api(keys = 8, unbounded = "why")] map: std::collections::BTreeMap<String, [u8; 4]>, }"#,
    r#"#[serde(rename_all = "snake_case")] pub enum Kind { #[default] One, #[serde(rename = "2")] Two }"#,
    "struct A(u8, &'static str);",
    "union U<T> { a: T }",
];

proptest! {
    #[test]
    fn no_item_makes_it_panic(item in prop_oneof![1 => any_tokens(), 6 => mutated(ITEMS)]) {
        let texts = told(&derive(item.0.clone()));
        all_help_of_item(&texts, &item);
    }

    #[test]
    fn a_value_that_is_wrong_is_one_mistake(
        option in select(vec!["query", "path", "header", "body", "unbounded", "keys"]),
        value in literal(),
    ) {
        let (option, value) = (read(option), value.0);
        let texts = told(&derive(quote!(struct A { #[api(#option = #value)] field: u8 })));
        prop_assert!(texts.len() <= 1, "{texts:#?}");
    }
}
