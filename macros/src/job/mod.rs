//! `#[job]`: parse, check, expand.
//!
//! What was written is held as `#[endpoint]` holds it; [`check`] has the rules and makes a
//! [`plan::JobPlan`], which [`expand`] writes out.

mod check;
mod expand;
mod plan;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::attribute::{Above, AttributeInput, FunctionInput};
use crate::errors::Errors;
use check::OPTIONS;

/// Where the attribute stands.
const ABOVE: Above = Above {
    attribute: "job",
    what: "job",
    example: "async fn …(…) -> Result<(), E> { … }",
};

/// Expands `#[job(attribute)] item`.
pub(crate) fn job(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(function) = FunctionInput::parse(item.clone(), ABOVE, &mut errors) else {
        // What is no job is left as it stands, for whoever uses it.
        return quote!(#errors #item);
    };
    let input = AttributeInput::parse(attribute, OPTIONS.known, &mut errors);
    let plan = check::check(&input, function, &mut errors);
    let expansion = expand::expand(&plan);
    quote!(#errors #expansion)
}
