//! The attribute and the derives of Hardpoint.
//!
//! Use them through the `hardpoint` crate, which re-exports and documents them.

mod api_error;
mod errors;
mod paths;

use proc_macro::TokenStream;

/// See `hardpoint::ApiError`, which documents it.
#[proc_macro_derive(ApiError, attributes(api, from, source))]
pub fn derive_api_error(input: TokenStream) -> TokenStream {
    api_error::derive(input.into()).into()
}
