//! `#[endpoint]`: parse, check, expand.
//!
//! [`check`] holds the rules and makes an [`plan::EndpointPlan`], which [`expand`] writes out.

mod actix;
mod check;
mod demand;
mod expand;
mod plan;
mod siblings;

use proc_macro2::TokenStream;
use quote::quote;

use crate::attribute::{Above, AttributeInput, FunctionInput};
use crate::config::Config;
use crate::errors::Errors;
pub(crate) use check::{OPTIONS, attributes, refusals};
use plan::Call;

#[cfg(test)]
mod tests;

/// Where the attribute stands.
pub(crate) const ABOVE: Above = Above {
    attribute: "endpoint",
    what: "handler",
    example: "async fn …(…) -> impl Responder { … }",
};

/// Expands `#[endpoint(attribute)] item`.
pub(crate) fn endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let config = Config::of_package();
    configured(config.as_deref(), attribute, item)
}

/// The same below what `hardpoint.toml` says.
fn configured(config: Option<&Config>, attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(mut function) = FunctionInput::parse(item.clone(), ABOVE, &mut errors) else {
        // What is no endpoint is left as it stands, for whoever uses it.
        return quote!(#errors #item);
    };
    let input = AttributeInput::parse(attribute.clone(), OPTIONS, &mut errors);
    if let Some(outside) = siblings::take(&mut function.attributes) {
        return siblings::reorder(&outside, &input, &attribute, &function);
    }
    if let Some(config) = config {
        config.tell(function.signature.ident.span(), &mut errors);
    }
    let plan = check::check(&input, function, config, &mut errors);
    let expansion = expand::expand(&plan);
    // Among methods no other item can stand; there, it does not compile anyway.
    let tracked = config
        .filter(|_| !matches!(plan.call, Call::Method))
        .and_then(Config::tracked);
    quote!(#errors #tracked #expansion)
}
