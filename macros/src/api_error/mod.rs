//! `#[derive(ApiError)]`: read the item, check what it says, write the implementations.

mod attribute;
mod check;
mod expand;
mod input;
mod message;
mod options;
mod plan;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// Derives `ApiError`, `ResponseError`, `Display`, `Error` and `From` for an enum or a struct.
///
/// A mistake still leaves all of them, so that it is the only error that the compiler tells.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new();
    let input = input::read(item, &mut errors);
    let plan = check::check(input, &mut errors);
    let implementations = expand::expand(&plan);
    quote!(#implementations #errors)
}

#[cfg(test)]
mod tests;
