//! The expansion: data, and one call into the runtime. It cannot fail.

mod arguments;
mod attempt;

use proc_macro2::{Group, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{FnArg, Signature};

use super::plan::{Calls, DependencyPlan};
use crate::errors::ends;
use crate::places::{at, local, respanned};
use arguments::Argument;

/// The function with its calls guarded, and beside it what a list can name.
pub(super) fn expand(plan: &DependencyPlan) -> TokenStream {
    let listed = listed(plan);
    let function = match (&plan.calls, &plan.body) {
        (Some(calls), Some(body)) => guarded(plan, calls, body),
        _ => as_it_stands(plan),
    };
    quote!(#listed #function)
}

/// What is said, as the runtime takes it.
fn said(plan: &DependencyPlan) -> TokenStream {
    let DependencyPlan {
        runtime: rt, spec, ..
    } = plan;
    let text = spec.written();
    let timeout = Literal::u64_unsuffixed(spec.timeout.as_millis());
    quote!(#rt::SaidOfDependency::new(#text, ::core::module_path!(), #timeout))
}

/// A constant by which lists find what is said: a function's own name leads to nothing but itself.
/// Beside a method it could stand in the way, for it is no part of any trait.
fn listed(plan: &DependencyPlan) -> Option<TokenStream> {
    let DependencyPlan {
        runtime: rt,
        attributes,
        visibility,
        signature,
        ..
    } = plan;
    if signature.receiver().is_some() {
        return None;
    }
    let mut name = format_ident!("__hardpoint_dependency_{}", signature.ident.unraw());
    name.set_span(at(signature.ident.span()));
    let cfg = attributes.iter().filter(|a| a.path().is_ident("cfg"));
    let said = said(plan);
    Some(quote! {
        #(#cfg)*
        #[doc(hidden)]
        #[allow(non_upper_case_globals, unreachable_pub, reason = "it is called and seen as its function is")]
        #visibility const #name: #rt::SaidOfDependency = #said;
    })
}

fn as_it_stands(plan: &DependencyPlan) -> TokenStream {
    let DependencyPlan {
        attributes,
        visibility,
        signature,
        body,
        ..
    } = plan;
    match body {
        Some(body) => quote!(#(#attributes)* #visibility #signature #body),
        // Only traits have such functions.
        None if signature.receiver().is_some() => {
            quote!(#(#attributes)* #visibility #signature;)
        }
        None => TokenStream::new(),
    }
}

fn guarded(plan: &DependencyPlan, calls: &Calls, body: &Group) -> TokenStream {
    let DependencyPlan {
        runtime: rt,
        attributes,
        visibility,
        signature,
        ..
    } = plan;
    let mut signature = signature.clone();
    let arguments = match calls.keep_arguments() {
        true => arguments::named(&mut signature),
        false => Vec::new(),
    };
    let said = said(plan);
    let (key, keyed) = key(plan, calls, &arguments);
    let call = call(plan, calls, &arguments, &key, body);
    let answer = match &calls.fallback {
        Some(path) => {
            let arguments = passed(&signature, &arguments);
            let (answer, error) = (local("__hardpoint_answer"), local("__hardpoint_error"));
            quote! {
                match #call.await {
                    ::core::result::Result::Err(#error) if #rt::asks_fallback(&__HARDPOINT, &#error) => {
                        #path(#arguments #error).await
                    }
                    #answer => #answer,
                }
            }
        }
        None => quote!(#call.await),
    };
    quote! {
        #(#attributes)*
        #visibility #signature {
            static __HARDPOINT: #rt::DeclaredDependency = #rt::DeclaredDependency::new(#said);
            #keyed
            #answer
        }
    }
}

/// The call, at the return type: an error that no guard understands is underlined there.
fn call(
    plan: &DependencyPlan,
    calls: &Calls,
    arguments: &[Argument],
    key: &TokenStream,
    body: &Group,
) -> TokenStream {
    let rt = &plan.runtime;
    // One that only the key or the fallback is made of is not unused.
    let is_elsewhere = calls.key.is_some() || calls.fallback.is_some();
    let copies = arguments.iter().map(|argument| {
        let copied = argument.copied(rt);
        match is_elsewhere && !copied.is_empty() {
            true => {
                quote!(#[allow(unused_variables, reason = "it may be for key or fallback")] #copied)
            }
            false => copied,
        }
    });
    let attempt = attempt::attempt(rt, &calls.output, body);
    let (start, _) = ends(calls.output.to_token_stream());
    let rt = respanned(rt.to_token_stream(), at(start));
    let function = match calls.is_repeated {
        true => quote_spanned!(at(start)=> #rt::repeat_dependency),
        false => quote_spanned!(at(start)=> #rt::call_dependency),
    };
    // A fallback is handed what the attempts have only copied.
    let moved = calls.fallback.is_none().then(|| quote!(move));
    quote!(#function(&__HARDPOINT, #key, #moved || { #(#copies)* #attempt }))
}

/// The key as it is handed on, and what makes it: once for a call, before anything else.
fn key(
    plan: &DependencyPlan,
    calls: &Calls,
    arguments: &[Argument],
) -> (TokenStream, Option<TokenStream>) {
    let rt = &plan.runtime;
    let Some(expression) = &calls.key else {
        return (quote!(::core::option::Option::None), None);
    };
    let key = local("__hardpoint_key");
    // What an argument's pattern takes out of it is no variable out here.
    let parts = arguments.iter().filter(|argument| argument.is_in_parts());
    let parts = parts.map(|argument| {
        let copied = argument.copied(rt);
        quote!(#[allow(unused_variables, unused_mut, reason = "a key is made of some of them")] #copied)
    });
    let keyed = quote! {
        let #key = {
            #(#parts)*
            ::core::option::Option::Some(#rt::Key::of(&(#expression)))
        };
    };
    (key.to_token_stream(), Some(keyed))
}

/// The function's own arguments, each with a comma behind it.
fn passed(signature: &Signature, arguments: &[Argument]) -> TokenStream {
    let receiver = signature.inputs.iter().find_map(|input| match input {
        FnArg::Receiver(receiver) => Some(&receiver.self_token),
        FnArg::Typed(_) => None,
    });
    let receiver = receiver.map(|token| quote!(#token,));
    let each = arguments.iter().map(|argument| {
        let Argument { cfg, name, .. } = argument;
        quote!(#(#cfg)* #name,)
    });
    quote!(#receiver #(#each)*)
}
