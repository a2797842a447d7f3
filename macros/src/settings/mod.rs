//! `derive(Settings)`: parse, check, expand.
//!
//! `input` reads what stands there, `check` refuses or makes a plan of it, `expand` writes the
//! code: a list of the fields as constants, the reading of each, and constants that the compiler
//! evaluates to check what no macro can see, which is the real types and nested structs.

mod check;
mod expand;
mod file;
mod form;
mod input;
mod literal;
mod names;
mod options;
mod plan;
mod stand_in;
mod value;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

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
        Some(plan) if errors.count() == 0 => expand::expand(&plan),
        _ => {
            let stand_in = stand_in::stand_in(&input);
            quote!(#errors #stand_in)
        }
    }
}
