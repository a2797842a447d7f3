//! What an endpoint promises, as a constant of few texts: the runtime reads them when it starts.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::errors;
use crate::endpoint::plan::{Argument, Call, EndpointPlan};
use crate::paths::Runtime;

/// The constant's value; module, file and line are those where it stands.
///
/// The compiler pays for each expression of it, for every endpoint: a policy more is a line more in
/// a text.
pub(super) fn promises(plan: &EndpointPlan) -> TokenStream {
    let EndpointPlan {
        runtime: rt, spec, ..
    } = plan;
    let name = &*spec.name;
    let (route, said) = (spec.route(), spec.promises());
    let keys = spec.keys().into_iter().map(Literal::u64_unsuffixed);
    let arguments = arguments(plan, rt);
    let errors = match errors::holder(plan) {
        Some(holder) => quote!(#rt::CodesOf::<#holder>::KNOWN),
        None => quote!(#rt::ErrorCodes::NONE),
    };
    quote! {
        &#rt::Promises {
            name: #name,
            route: #route,
            said: #said,
            keys: [#(#keys),*],
            module: ::core::module_path!(),
            place: ::core::panic::Location::caller(),
            arguments: &[#arguments],
            errors: #errors,
        }
    }
}

/// What is known of the types in the signature: inherent constants of known types go before those
/// of the trait for all others, which is in scope.
fn arguments(plan: &EndpointPlan, rt: &Runtime) -> TokenStream {
    let Call::With(arguments) = &plan.call else {
        return TokenStream::new();
    };
    let extracted = arguments.iter().filter(|argument| argument.is_extracted());
    let facts =
        extracted.map(|Argument { cfg, ty, .. }| quote!(#(#cfg)* #rt::Probe::<#ty>::FACTS,));
    facts.collect()
}
