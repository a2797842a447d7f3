//! `#[endpoint]`: parse, check, expand.
//!
//! [`attribute`] and [`function`] hold what was written, with its places, right or wrong.
//! [`check`] holds the rules and makes an [`plan::EndpointPlan`], which [`expand`] writes out.

mod actix;
mod attribute;
mod check;
mod constant;
mod demand;
mod expand;
mod function;
mod plan;
mod siblings;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use attribute::AttributeInput;
use function::FunctionInput;

#[cfg(test)]
mod tests;

/// Expands `#[endpoint(attribute)] item`.
pub(crate) fn endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(mut function) = FunctionInput::parse(item.clone(), &mut errors) else {
        // What is no endpoint is left as it stands, for whoever uses it.
        return quote!(#errors #item);
    };
    let input = AttributeInput::parse(attribute.clone(), &mut errors);
    if let Some(outside) = siblings::take(&mut function.attributes) {
        return siblings::reorder(&outside, &input, &attribute, &function);
    }
    let plan = check::check(&input, function, &mut errors);
    let expansion = expand::expand(&plan);
    quote!(#errors #expansion)
}
