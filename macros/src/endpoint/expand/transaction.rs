//! `&mut Tx`: the argument that is no part of the request, but lent for the call.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ReturnType;
use syn::spanned::Spanned;

use super::{local, names};
use crate::endpoint::plan::{Argument, EndpointPlan};
use crate::errors::ends;
use crate::places::{at, respanned};

/// The position of the transaction among the arguments, if one is taken.
pub(super) fn of(arguments: &[Argument]) -> Option<usize> {
    arguments
        .iter()
        .position(|argument| !argument.is_extracted())
}

/// A handler over the other arguments, which calls `function` on the transaction that the runtime
/// lends for its call.
pub(super) fn lent(
    plan: &EndpointPlan,
    arguments: &[Argument],
    taken: usize,
    function: &TokenStream,
) -> TokenStream {
    let rt = &plan.runtime;
    let names = names(arguments);
    let cfgs: Vec<_> = arguments.iter().map(|argument| &*argument.cfg).collect();
    let parameters = arguments
        .iter()
        .zip(&names)
        .enumerate()
        .filter(|(position, _)| *position != taken)
        .map(|(_, (Argument { cfg, ty, .. }, name))| quote!(#(#cfg)* #name: #ty));
    let (transaction, ty) = (&names[taken], &arguments[taken].ty);
    let request = local("__hardpoint_request", ty.span());
    // At the return type, as is every answer's call.
    let (start, end) = match &plan.signature.output {
        ReturnType::Type(_, ty) => ends(ty.to_token_stream()),
        ReturnType::Default => ends(TokenStream::new()),
    };
    let mut answered = respanned(quote!(#rt::answered), at(start));
    let mut returned = Group::new(
        Delimiter::Parenthesis,
        quote!(#function(#(#(#cfgs)* #names),*).await, #request),
    );
    returned.set_span(at(end));
    answered.extend([TokenTree::from(returned)]);
    quote! {
        |#(#parameters),*| #rt::in_transaction(
            async move |#transaction: #ty, #request: &#rt::actix_web::HttpRequest| #answered
        )
    }
}
