//! The expansion: data, and a few calls into the runtime. It cannot fail.

mod authorize;
mod errors;
mod promises;
mod transaction;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, ReturnType, Signature};

use super::demand;
use super::plan::{Argument, Call, EndpointPlan};
use crate::errors::ends;
use crate::places::{at, respanned};
use promises::promises;

/// Written once: `quote!` has a text in it read anew each time.
const REASON: &str = "an endpoint is called what its function is called, and has no values";

/// The type and the value that take the function's place, and the function behind them.
pub(super) fn expand(plan: &EndpointPlan) -> TokenStream {
    if let Call::Method = plan.call {
        return method(plan);
    }
    let EndpointPlan {
        runtime: rt,
        visibility,
        type_attributes,
        value_attributes,
        signature: Signature { ident, .. },
        ..
    } = plan;
    let function = match plan.call {
        Call::With(_) => handler(plan),
        Call::Never | Call::Method => apart(plan),
    };
    // The type is what is documented and what lints speak of: one mistake of a name is no two.
    let value = own(ident);
    let value_visibility = located(visibility);
    let deprecated = deprecated(plan);
    let routed = plan.routed.then(|| quote!({#deprecated} #ident));
    let promises = promises(plan);
    let invocation = invocation(plan);
    let demands = demand::items(&plan.demands, rt);
    quote! {
        #(#type_attributes)*
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations, reason = #REASON)]
        #visibility enum #ident {}
        #rt::declare! {
            type #ident;
            value {#(#value_attributes)* #deprecated} {#(#value_visibility)*} #value;
            impl {#deprecated};
            routed {#routed};
            #promises
            invocation {#invocation}
        }
        #function
        #demands
    }
}

/// A function that nobody can call is there for what the compiler has to say of it.
fn apart(plan: &EndpointPlan) -> TokenStream {
    let function = function(plan);
    quote!(const _: () = { #function };)
}

/// A method stays a method: nothing else can stand where it stands.
fn method(plan: &EndpointPlan) -> TokenStream {
    let EndpointPlan {
        function_attributes,
        visibility,
        signature,
        body: Some(body),
        ..
    } = plan
    else {
        return TokenStream::new();
    };
    quote! {
        #(#function_attributes)*
        #[allow(dead_code, reason = "it is the endpoint that is missing")]
        #visibility #signature #body
    }
}

/// The function itself; its visibility is the endpoint's. actix's attributes count as used beside
/// it, though nothing is left of them: no import is in vain.
fn function(plan: &EndpointPlan) -> TokenStream {
    let EndpointPlan {
        consumed,
        function_attributes,
        signature,
        body,
        ..
    } = plan;
    let function = body
        .iter()
        .map(|body| quote!(#(#function_attributes)* #signature #body));
    quote! {
        #(
            #[allow(unused_imports, reason = "it marks the attribute above the function as used")]
            use #consumed as _;
        )*
        #(#function)*
    }
}

const HANDLER: &str = " The function itself, without its policies: for unit tests.";

/// `name::handler`, by which the function is called: it stands inside, out of everyone's way. That
/// gives back the function's own future, for a second `async fn` would cost the compiler as much as
/// the first.
fn handler(plan: &EndpointPlan) -> TokenStream {
    let Call::With(arguments) = &plan.call else {
        return TokenStream::new();
    };
    let EndpointPlan {
        visibility,
        signature,
        ..
    } = plan;
    let Signature {
        ident,
        generics,
        inputs,
        output: ReturnType::Type(_, output),
        ..
    } = signature
    else {
        return TokenStream::new();
    };
    let where_clause = &generics.where_clause;
    let visibility = located(visibility);
    let names = names(arguments);
    let types = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(&argument.ty),
        FnArg::Receiver(_) => None,
    });
    let cfgs: Vec<_> = arguments.iter().map(|argument| &*argument.cfg).collect();
    let parameters = quote!((#(#(#cfgs)* #names: #types),*));
    let deprecated = deprecated(plan);
    let function = function(plan);
    if transaction::of(arguments).is_some() {
        // Its future borrows, for which each edition of Rust has another way to say so.
        return quote! {
            #deprecated
            impl #ident {
                #[doc = #HANDLER]
                #(#visibility)* async fn handler #generics #parameters -> #output #where_clause {
                    #function
                    #ident(#(#(#cfgs)* #names),*).await
                }
            }
        };
    }
    quote! {
        #deprecated
        impl #ident {
            #[doc = #HANDLER]
            #(#visibility)* fn handler #generics #parameters
                -> impl ::core::future::Future<Output = #output> #where_clause
            {
                #function
                #ident(#(#(#cfgs)* #names),*)
            }
        }
    }
}

/// The call of the function, at the return type: a type that is no answer is underlined there.
fn invocation(plan: &EndpointPlan) -> TokenStream {
    let EndpointPlan {
        runtime: rt,
        signature,
        ..
    } = plan;
    let Signature { ident, output, .. } = signature;
    match &plan.call {
        Call::With(arguments) => {
            let types = types(arguments, signature.paren_token.span.join());
            let (start, end) = match output {
                ReturnType::Type(_, ty) => ends(ty.to_token_stream()),
                ReturnType::Default => (ident.span(), ident.span()),
            };
            // From the first token of the type to its last, so that the whole of it is underlined.
            let mut function = quote_spanned!(at(start)=> Self);
            function.extend(quote_spanned!(at(end)=> ::handler));
            let function = match transaction::of(arguments) {
                Some(taken) => transaction::lent(plan, arguments, taken, &function),
                None => function,
            };
            let rt = respanned(quote!(#rt), at(start));
            match &plan.authorize {
                Some(path) => authorize::by(
                    path,
                    &quote_spanned!(at(start)=> #rt::guarded::<_, #types>(#function)),
                    &plan.runtime,
                ),
                None => {
                    quote_spanned!(at(start)=> #rt::invocation::<_, #types>(#function))
                }
            }
        }
        Call::Never | Call::Method => quote!(::core::unreachable!()),
    }
}

/// The arguments' types, at the one of which alone the name is not known to be an extractor's, or
/// else at the argument list: where one is no extractor, that is underlined.
fn types(arguments: &[Argument], list: Span) -> TokenStream {
    if arguments.iter().any(|argument| !argument.cfg.is_empty()) {
        // A part of a type cannot be left out: the compiler finds them by the function.
        return quote!(_);
    }
    let mut doubtful = arguments.iter().filter(|argument| argument.is_doubtful());
    let place = match (doubtful.next(), doubtful.next()) {
        (Some(argument), None) => argument.ty.span(),
        _ => list,
    };
    let extracted = arguments.iter().filter(|argument| argument.is_extracted());
    let types = extracted.map(|argument| &argument.ty);
    let mut types = Group::new(Delimiter::Parenthesis, quote!(#(#types,)*));
    types.set_span(at(place));
    types.into_token_stream()
}

/// The expansion uses what its user marked as deprecated; that is no news to anyone.
fn deprecated(plan: &EndpointPlan) -> Option<TokenStream> {
    plan.deprecated
        .then(|| quote!(#[allow(deprecated, reason = "the endpoint itself is what is deprecated")]))
}

fn names(arguments: &[Argument]) -> Vec<Ident> {
    let numbered = arguments.iter().enumerate();
    numbered
        .map(|(index, argument)| {
            local(&format!("__hardpoint_argument_{index}"), argument.ty.span())
        })
        .collect()
}

/// A name of the expansion's own. Hygiene keeps it from the user's variables; the prefix keeps it
/// from constants and statics, to which a pattern would refer.
fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}

/// The name where it is, as the expansion's own.
fn own(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(at(name.span()));
    name
}

/// The tokens where they are, as the expansion's own.
fn located(tokens: impl ToTokens) -> Vec<TokenTree> {
    let tokens = tokens.into_token_stream().into_iter().map(|mut token| {
        token.set_span(at(token.span()));
        token
    });
    tokens.collect()
}
