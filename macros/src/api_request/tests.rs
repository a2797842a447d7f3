//! The derive as a function of tokens.

use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;

use super::derive;

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

proptest! {
    #[test]
    fn no_attribute_makes_it_panic(inside in "[a-z_=\"(),:. 0-9#]{0,40}", which in 0..3_usize) {
        let name = ["api", "serde", "garde"][which];
        let source = format!("#[{name}({inside})] struct A {{ #[{name}({inside})] b: Vec<u8> }}");
        if let Ok(tokens) = source.parse::<TokenStream>() {
            let code = derive(tokens);
            prop_assert!(!code.is_empty());
        }
    }
}
