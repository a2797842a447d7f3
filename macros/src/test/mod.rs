//! `#[hardpoint::test]`: parse, check, expand.

mod check;
mod expand;
mod input;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use input::AttributeInput;

/// Expands `#[hardpoint::test(attribute)] item`.
pub(crate) fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let input = AttributeInput::parse(attribute, &mut errors);
    let function = input::function(item.clone(), &mut errors);
    match function.and_then(|function| check::check(input, function, &mut errors)) {
        Some(plan) => expand::expand(&plan),
        // The function stays, for whoever uses it.
        None => quote!(#errors #item),
    }
}

#[cfg(test)]
mod tests;
