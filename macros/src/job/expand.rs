//! The expansion: data, and a few calls into the runtime. It cannot fail.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Signature};

use super::plan::{Argument, Call, JobPlan};
use crate::errors::ends;
use crate::places::{at, respanned};

/// The type that takes the function's place, and the function behind it.
pub(super) fn expand(plan: &JobPlan) -> TokenStream {
    let JobPlan {
        runtime: rt,
        spec,
        visibility,
        type_attributes,
        function_attributes,
        signature,
        body,
        call,
    } = plan;
    let function = match body {
        Some(body) => quote!(#(#function_attributes)* #signature #body),
        None => TokenStream::new(),
    };
    let (handler, begin) = match call {
        // A method stays a method: nothing else can stand where it stands.
        Call::Method if function.is_empty() => return function,
        Call::Method => {
            return quote!(#[allow(dead_code, reason = "it is the job that is missing")] #visibility #function);
        }
        Call::With(arguments) => (handler(plan, arguments, &function), begin(plan, arguments)),
        // It is there for what the compiler has to say of it.
        Call::Never => (
            quote!(const _: () = { #function };),
            quote!(::core::option::Option::None),
        ),
    };
    let ident = &signature.ident;
    let said = spec.written();
    quote! {
        #(#type_attributes)*
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations, reason = "a job is called what its function is called")]
        #visibility struct #ident;

        impl #rt::Job for #ident {
            const SAID: #rt::SaidOfJob = #rt::SaidOfJob::new(#said, ::core::module_path!());

            fn begin(#[allow(unused_variables, reason = "a job may take nothing")] __hardpoint_taking: &mut #rt::Taking<'_>) -> ::core::option::Option<#rt::Begun> {
                #begin
            }
        }

        #handler
    }
}

const HANDLER: &str = " The function itself, without its schedule: for unit tests.";

/// `name::handler`, by which the function is called: it stands inside, out of everyone's way.
fn handler(plan: &JobPlan, arguments: &[Argument], function: &TokenStream) -> TokenStream {
    let JobPlan {
        visibility,
        signature,
        ..
    } = plan;
    let Signature {
        ident,
        generics,
        output,
        ..
    } = signature;
    let where_clause = &generics.where_clause;
    let output = match output {
        ReturnType::Type(_, ty) => ty.to_token_stream(),
        ReturnType::Default => quote!(()),
    };
    let names = names(arguments);
    let parameters = arguments
        .iter()
        .zip(&names)
        .map(|(Argument { cfg, ty }, name)| quote!(#(#cfg)* #name: #ty));
    let passed = passed(arguments, &names);
    quote! {
        impl #ident {
            #[doc = #HANDLER]
            #visibility fn handler #generics (#(#parameters),*) -> impl ::core::future::Future<Output = #output> #where_clause {
                #function
                #ident(#passed)
            }
        }
    }
}

/// Each argument is taken at its type, and the call is at the return type: where one of them is
/// none that a job can have, that is underlined.
fn begin(plan: &JobPlan, arguments: &[Argument]) -> TokenStream {
    let rt = &plan.runtime;
    let Signature { ident, output, .. } = &plan.signature;
    let names = names(arguments);
    let taken = arguments
        .iter()
        .zip(&names)
        .map(|(Argument { cfg, ty }, name)| {
            let rt = respanned(rt.to_token_stream(), at(ty.span()));
            let taken = quote_spanned!(at(ty.span())=> #rt::given::<#ty>(__hardpoint_taking)?);
            quote!(#(#cfg)* let #name = #taken;)
        });
    let passed = passed(arguments, &names);
    let (start, end) = match output {
        ReturnType::Type(_, ty) => ends(ty.to_token_stream()),
        ReturnType::Default => (ident.span(), ident.span()),
    };
    // rustc underlines an expression from its first token to its last.
    let rt = respanned(rt.to_token_stream(), at(start));
    let mut passed = Group::new(Delimiter::Parenthesis, passed);
    passed.set_span(at(end));
    let run = quote_spanned!(at(start)=> Self::handler #passed);
    let call = quote_spanned!(at(start)=> #rt::begun(#run));
    quote!(#(#taken)* ::core::option::Option::Some(#call))
}

fn passed(arguments: &[Argument], names: &[Ident]) -> TokenStream {
    let each = arguments.iter().zip(names).map(|(argument, name)| {
        let cfg = &argument.cfg;
        quote!(#(#cfg)* #name)
    });
    quote!(#(#each),*)
}

/// Hygiene keeps them from the user's variables; the prefix keeps them from constants and statics,
/// to which a pattern would refer.
fn names(arguments: &[Argument]) -> Vec<Ident> {
    let numbered = arguments.iter().enumerate();
    numbered
        .map(|(index, argument)| {
            let span = Span::mixed_site().located_at(argument.ty.span());
            Ident::new(&format!("__hardpoint_argument_{index}"), span)
        })
        .collect()
}
