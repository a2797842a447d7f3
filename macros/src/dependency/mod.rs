//! `#[dependency]`: parse, check, expand.
//!
//! What was written is held as `#[endpoint]` holds it; [`check`] has the rules and makes a
//! [`plan::DependencyPlan`], which [`expand`] writes out.

mod check;
mod expand;
mod listed;
mod plan;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::attribute::{Above, AttributeInput, FunctionInput};
use crate::errors::Errors;
use check::OPTIONS;
pub(crate) use listed::{listed, said};

/// Where the attribute stands.
const ABOVE: Above = Above {
    attribute: "dependency",
    what: "function that calls",
    example: "async fn …(…) -> Result<T, E> { … }",
};

/// Expands `#[dependency(attribute)] item`.
pub(crate) fn dependency(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(function) = FunctionInput::parse(item.clone(), ABOVE, &mut errors) else {
        // What is no function is left as it stands, for whoever uses it.
        return quote!(#errors #item);
    };
    let input = AttributeInput::parse(attribute, OPTIONS.known, &mut errors);
    let plan = check::check(&input, function, &mut errors);
    let expansion = expand::expand(&plan);
    quote!(#errors #expansion)
}
