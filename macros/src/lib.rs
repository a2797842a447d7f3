//! The attribute and the derives of Hardpoint.
//!
//! Use them through the `hardpoint` crate, which re-exports and documents them.

mod endpoint;
mod errors;
mod paths;

use proc_macro::TokenStream;

/// Makes an endpoint of an actix handler; documented where `hardpoint` re-exports it.
#[proc_macro_attribute]
pub fn endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::endpoint(attribute.into(), item.into()).into()
}
