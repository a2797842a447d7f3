//! The attribute and the derives of Hardpoint.
//!
//! Use them through the `hardpoint` crate, which re-exports and documents them.

#[cfg(test)]
mod any_tokens;
mod api_error;
mod api_request;
mod attribute;
mod config;
mod dependency;
mod endpoint;
mod errors;
mod job;
mod listed;
mod paths;
mod places;
mod settings;
mod snake;
mod test;
mod toml_file;

use proc_macro::TokenStream;

/// See `hardpoint::endpoint`, which documents it.
#[proc_macro_attribute]
pub fn endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::endpoint(attribute.into(), item.into()).into()
}

/// See `hardpoint::job`, which documents it.
#[proc_macro_attribute]
pub fn job(attribute: TokenStream, item: TokenStream) -> TokenStream {
    job::job(attribute.into(), item.into()).into()
}

/// See `hardpoint::dependency`, which documents it.
#[proc_macro_attribute]
pub fn dependency(attribute: TokenStream, item: TokenStream) -> TokenStream {
    dependency::dependency(attribute.into(), item.into()).into()
}

/// See `hardpoint::ApiError`, which documents it.
#[proc_macro_derive(ApiError, attributes(api, from, source))]
pub fn derive_api_error(input: TokenStream) -> TokenStream {
    api_error::derive(input.into()).into()
}

/// See `hardpoint::ApiRequest`, which documents it.
#[proc_macro_derive(ApiRequest, attributes(api, garde, serde))]
pub fn derive_api_request(input: TokenStream) -> TokenStream {
    api_request::derive(input.into()).into()
}

/// See `hardpoint::endpoints`, which documents it.
#[doc(hidden)]
#[proc_macro]
pub fn listed(input: TokenStream) -> TokenStream {
    listed::listed(input.into()).into()
}

/// See `hardpoint::dependencies`, which documents it.
#[doc(hidden)]
#[proc_macro]
pub fn listed_dependencies(input: TokenStream) -> TokenStream {
    dependency::listed(input.into()).into()
}

/// See `hardpoint::Settings`, which documents it.
#[proc_macro_derive(Settings, attributes(settings, setting))]
pub fn derive_settings(input: TokenStream) -> TokenStream {
    settings::derive(input.into()).into()
}

/// See `hardpoint::test`, which documents it.
#[proc_macro_attribute]
pub fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    test::test(attribute.into(), item.into()).into()
}

/// Emits nothing: other derives have seen the item by then, and their code is about the real one.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn erase(_: TokenStream, _: TokenStream) -> TokenStream {
    TokenStream::new()
}
