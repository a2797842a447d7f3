//! The codes as constants, for the rules over all endpoints of a service.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::pieces::{implement, transparent};
use crate::api_error::input::Shape;
use crate::api_error::plan::{Answer, Message, Plan, Stated, VariantPlan};

/// `Coded`: its own codes, and those of the fields that speak for it.
pub(super) fn coded(plan: &Plan) -> TokenStream {
    let rt = &plan.runtime;
    let codes = if plan.sound {
        let own = plan
            .variants
            .iter()
            .filter_map(|variant| own(plan, variant));
        let passed_on = transparent(plan).map(|field| {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> #rt::CodesOf::<::core::result::Result<(), #ty>>::KNOWN)
        });
        quote! {{
            #[allow(unused_imports, reason = "not every field is of a type of which nothing is known")]
            use #rt::CodesFallback as _;
            const __OWN: &[#rt::ErrorCode] = &[#(#own),*];
            &#rt::ErrorCodes { own: __OWN, passed_on: &[#(#passed_on),*] }
        }}
    } else {
        // What stands in for a mistake is no code that anybody has written.
        quote!(#rt::ErrorCodes::NONE)
    };
    let body = quote!(const CODES: &'static #rt::ErrorCodes = #codes;);
    implement(plan, quote!(#rt::Coded), &[], body)
}

fn own(plan: &Plan, variant: &VariantPlan) -> Option<TokenStream> {
    let rt = &plan.runtime;
    let Answer::Stated(stated) = &variant.answer else {
        return None;
    };
    let Stated { status, code, .. } = stated;
    let error = match plan.shape {
        Shape::Enum => format!("{}::{}", plan.ident, variant.ident),
        Shape::Struct | Shape::Union => plan.ident.to_string(),
    };
    let mut entry = quote!(#rt::ErrorCode::new(#code, #status, #error));
    // To say when it is worth trying again is to say that it is.
    if let Some(retryable) = stated.retry_after_millis.map(|_| true).or(stated.retryable) {
        entry.extend(quote!(.retryable(#retryable)));
    }
    if let Some(message) = &stated.message {
        let written = match message {
            Message::Fixed(text) => text.value(),
            Message::Format(template) => template.written.clone(),
        };
        entry.extend(quote!(.message(#written)));
    }
    Some(entry)
}
