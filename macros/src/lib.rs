//! The attribute and the derives of Hardpoint.
//!
//! Use them through the `hardpoint` crate, which re-exports and documents them.

mod api_request;
mod errors;
mod paths;

use proc_macro::TokenStream;

/// Makes a request struct, and an extractor, of a struct; documented where `hardpoint`
/// re-exports it.
#[proc_macro_derive(ApiRequest, attributes(api, garde, serde))]
pub fn api_request(item: TokenStream) -> TokenStream {
    api_request::derive(item.into()).into()
}

/// Emits nothing: other derives have seen the item by then, and their code is about the real one.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn erase(_: TokenStream, _: TokenStream) -> TokenStream {
    TokenStream::new()
}
