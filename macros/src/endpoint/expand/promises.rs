//! What an endpoint promises, as one text: the runtime reads it when it starts.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::errors;
use crate::endpoint::plan::{Argument, Call, EndpointPlan};

/// The text, its keys, the type that holds the errors and those of the arguments, in the order of
/// the runtime's `declare!`.
///
/// The compiler pays for each expression of a constant, for every endpoint: a policy more is a line
/// more in a text.
pub(super) fn promises(plan: &EndpointPlan) -> TokenStream {
    let said = plan.spec.written();
    let keys = plan.spec.keys().map(Literal::u64_unsuffixed);
    let errors = errors::holder(plan);
    let arguments = arguments(plan);
    quote!(says #said [#(#keys),*]; errors {#errors}; arguments #arguments;)
}

fn arguments(plan: &EndpointPlan) -> TokenStream {
    let Call::With(arguments) = &plan.call else {
        return quote!({});
    };
    let extracted = arguments.iter().filter(|argument| argument.is_extracted());
    let types = extracted.map(|Argument { cfg, ty, .. }| quote!(#(#cfg)* #ty,));
    quote!({#(#types)*})
}
