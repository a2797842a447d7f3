//! The expansion: data, and one call into the runtime. It cannot fail.

mod arguments;
mod attempt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{FnArg, Path, Signature, Type};

use super::listed::name;
use super::plan::{Calls, DependencyPlan};
use crate::places::{self, at, local, respanned};
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
    let name = name(&signature.ident);
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
        ..
    } = plan;
    let mut signature = plan.signature.clone();
    let arguments = match calls.keep_arguments() {
        true => arguments::named(&mut signature, body),
        false => Vec::new(),
    };
    let said = said(plan);
    let (key, keyed) = key(plan, calls, &arguments);
    let call = call(plan, calls, &arguments, &key, body);
    let answer = match &calls.fallback {
        Some(path) => or_fallback(plan, path, &signature, &arguments, &call),
        None => call,
    };
    let inside = quote! {
        static __HARDPOINT: #rt::DeclaredDependency = #rt::DeclaredDependency::new(#said);
        #keyed
        #answer
    };
    // It ends where the user's ends: to the compiler, it is the user's, and so are its lints.
    let mut block = Group::new(Delimiter::Brace, inside);
    block.set_span(body.span());
    quote!(#(#attributes)* #visibility #signature #block)
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
    let used = arguments.iter().filter(|argument| argument.is_used);
    let copies = used.map(|argument| {
        let copied = argument.copied(rt);
        // Some of its parts may be there for the key alone.
        let part = calls.key.is_some() && argument.is_in_parts();
        let allow = part.then(allow_unused);
        quote!(#allow #copied)
    });
    let attempt = attempt::attempt(rt, &calls.output, body);
    let function = match calls.is_repeated {
        true => quote!(#rt::call_repeatedly),
        false => quote!(#rt::call_once),
    };
    // A fallback is handed what the attempts have only copied.
    let moved = calls.fallback.is_none().then(|| quote!(move));
    let passed = quote!(&__HARDPOINT, #key, #moved || { #(#copies)* #attempt });
    // The compiler says of one place what it has to say but once.
    let start = first(&calls.output);
    let mut call = places::call(function, passed, &start);
    call.extend(respanned(quote!(.await), at(start.span())));
    call
}

/// The answer of the call, or that of the fallback: with what the function was given, and why there
/// is no answer.
fn or_fallback(
    plan: &DependencyPlan,
    path: &Path,
    signature: &Signature,
    arguments: &[Argument],
    call: &TokenStream,
) -> TokenStream {
    let rt = &plan.runtime;
    let (answer, error) = (local("__hardpoint_answer"), local("__hardpoint_error"));
    let arguments = passed(signature, arguments);
    let mut fallback = places::call(path.to_token_stream(), quote!(#arguments #error), path);
    fallback.extend(respanned(quote!(.await), at(path.span())));
    quote! {
        match #call {
            ::core::result::Result::Err(#error) if #rt::asks_fallback(&__HARDPOINT, &#error) => #fallback,
            #answer => #answer,
        }
    }
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
        let (allow, copied) = (allow_unused(), argument.copied(rt));
        quote!(#allow #copied)
    });
    let of = places::call(quote!(#rt::Key::of), quote!(&(#expression)), expression);
    let keyed = quote! {
        let #key = {
            #(#parts)*
            ::core::option::Option::Some(#of)
        };
    };
    (key.to_token_stream(), Some(keyed))
}

fn allow_unused() -> TokenStream {
    quote!(#[allow(unused_variables, unused_mut, reason = "a key is made of some of them")])
}

/// The first token of a type, where what is wrong with the type is underlined.
fn first(ty: &Type) -> TokenTree {
    let first = ty.to_token_stream().into_iter().next();
    first.unwrap_or_else(|| Ident::new("_", Span::call_site()).into())
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
