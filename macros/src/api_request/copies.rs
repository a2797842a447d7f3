//! Copies of the item for the derives of serde and garde, which vanish once those have seen them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::LitStr;

use super::expand::default_name;
use super::input::Entry;
use super::plan::{FieldPlan, KindPlan, RequestPlan};
use crate::paths::Runtime;

/// A field as serde's derive sees it.
pub(crate) fn serde_member(plan: &RequestPlan, field: &FieldPlan) -> TokenStream {
    let FieldPlan {
        ident, ty, serde, ..
    } = field;
    let default = field.default.as_ref().map(|_| {
        let path = format!("{}::{}", plan.ident, default_name(ident));
        let path = LitStr::new(&path, Span::call_site());
        quote!(#[serde(default = #path)])
    });
    quote!(#(#[serde(#serde)])* #default #ident: #ty)
}

/// A copy of the item for serde's derive: the derive's code is about the item itself.
pub(crate) fn serde_copy(plan: &RequestPlan, body: &TokenStream) -> TokenStream {
    let rt = &plan.runtime;
    let (attributes, serde) = (serde_attributes(plan), serde_path(rt));
    quote! {
        #[derive(#rt::serde::Deserialize)]
        #[serde(crate = #serde, #(#attributes),*)]
        #[#rt::request::erase]
        #body
    }
}

pub(crate) fn serde_attributes(plan: &RequestPlan) -> Vec<TokenStream> {
    let mut attributes: Vec<_> = plan.serde.iter().map(Entry::to_token_stream).collect();
    let denies = plan
        .serde
        .iter()
        .any(|entry| entry.key == "deny_unknown_fields");
    if !denies && matches!(plan.kind, KindPlan::Struct(_)) {
        attributes.push(quote!(deny_unknown_fields));
    }
    attributes
}

pub(crate) fn serde_path(rt: &Runtime) -> String {
    quote!(#rt::serde).to_string().replace(' ', "")
}

/// A copy of the item for garde's derive, which names some of the prelude by its bare names.
pub(crate) fn garde_copy(plan: &RequestPlan, body: &TokenStream) -> TokenStream {
    let (rt, garde) = (&plan.runtime, &plan.garde);
    quote! {
        const _: () = {
            #[allow(unused_imports, reason = "what the rules need of these depends on the rules")]
            use ::core::{ops::FnMut, option::Option::{None, Some}, result::Result::Err, stringify};
            #[derive(#rt::garde::Validate)]
            #(#[garde(#garde)])*
            #[#rt::request::erase]
            #body
        };
    }
}
