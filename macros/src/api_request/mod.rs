//! `derive(ApiRequest)`: parse, check, expand.
//!
//! `input` reads what stands there, `check` refuses or makes a `Plan` of it, `expand` writes the
//! code, which is tables and a call of the runtime. Decoding and rules are `serde`'s and
//! `garde`'s own derives, run over a copy of the struct that vanishes.

mod check;
mod expand;
mod input;
mod names;
mod plan;
mod shape;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::errors::Errors;

/// The whole of the derive.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let item: syn::DeriveInput = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new();
    let input = input::read(item, &mut errors);
    let plan = check::check(&input, &mut errors);
    match plan {
        Some(plan) if errors.to_token_stream().is_empty() => expand::expand(&plan),
        _ => {
            let stand_in = expand::stand_in(&input);
            quote!(#errors #stand_in)
        }
    }
}
