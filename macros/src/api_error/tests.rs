//! What is derived, as text: the shape of the seam, and one error for each mistake.

use quote::quote;

use super::derive;

/// The messages that a derive on `item` tells, in their order.
fn told(item: proc_macro2::TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(derive(item)).unwrap();
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) => {
            let text: syn::LitStr = syn::parse2(item.mac.tokens.clone()).unwrap();
            Some(text.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(is_error).collect()
}

/// How many implementations a derive on `item` writes.
fn implementations(item: proc_macro2::TokenStream) -> usize {
    let file: syn::File = syn::parse2(derive(item)).unwrap();
    let is_impl = |item: &&syn::Item| matches!(item, syn::Item::Impl(_));
    file.items.iter().filter(is_impl).count()
}
