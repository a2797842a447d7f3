//! The whole macro, from tokens to tokens.

mod any_input;
mod config;
mod documented;
mod expansion;
mod mistakes;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use super::endpoint;

/// The texts of all `compile_error!`s in an expansion.
fn errors(expansion: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = expansion.clone().into_iter().collect();
    let calls = tokens.windows(3).filter_map(|window| match window {
        [TokenTree::Ident(name), _, TokenTree::Group(text)] if name == "compile_error" => {
            syn::parse2::<LitStr>(text.stream()).ok()
        }
        _ => None,
    });
    calls.map(|text| text.value()).collect()
}

/// An expansion as formatted source text.
fn formatted(expansion: &TokenStream) -> String {
    match syn2::parse_file(&expansion.to_string()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error} in {expansion}"),
    }
}

/// A function that is right.
fn order() -> TokenStream {
    quote! {
        async fn order(id: Path<u64>) -> String {
            id.to_string()
        }
    }
}
