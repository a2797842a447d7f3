//! Copies of the item for the derives of serde and garde, which vanish once those have seen them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::LitStr;

use super::expand::default_name;
use super::input::Entry;
use super::plan::{FieldPlan, KindPlan, PlacePlan, RequestPlan};
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

/// How the item is decoded, by serde's derive over a copy of it. Where types of one's own are
/// inside, one that is not decoded is refused once, as what it is in the table of fields; the
/// derive's code would ask for it three times.
pub(crate) fn decoded(plan: &RequestPlan, fields: &[FieldPlan]) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let members = fields.iter().map(|field| serde_member(plan, field));
    let members = quote!({ #(#members),* });
    let Some(own) = own_types(plan, fields) else {
        return serde_copy(plan, &quote!(struct #ident #members));
    };
    let (aliases, bound) = own;
    let (attributes, serde) = (serde_attributes(plan), serde_path(rt));
    let remote = ident.to_string();
    quote! {
        const _: () = {
            #aliases
            #[derive(#rt::serde::Deserialize)]
            #[serde(crate = #serde, remote = #remote, bound(deserialize = #bound), #(#attributes),*)]
            struct Decoded #members
            impl #rt::request::AnyDecoded<#ident> for Decoded {}
            impl<'de> #rt::serde::Deserialize<'de> for #ident {
                fn deserialize<D: #rt::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    #[allow(unused_imports, reason = "what is decoded goes before it")]
                    use #rt::request::AnyDecoded as _;
                    Decoded::deserialize(deserializer)
                }
            }
        };
    }
}

/// Names for the types of one's own among the body's fields, and what serde's derive is to take for
/// granted of them; none where there are none.
pub(crate) fn own_types<'a>(
    plan: &RequestPlan,
    fields: impl IntoIterator<Item = &'a FieldPlan>,
) -> Option<(TokenStream, String)> {
    let serde = serde_path(&plan.runtime);
    let own = fields
        .into_iter()
        .filter(|field| field.is_own && field.place == PlacePlan::Body);
    let (aliases, bounds): (Vec<_>, Vec<_>) = own
        .enumerate()
        .map(|(index, FieldPlan { ty, .. })| {
            let name = format_ident!("Own{index}");
            let bound = format!("{name}: {serde}::Deserialize<'de>");
            (quote!(type #name = #ty;), bound)
        })
        .unzip();
    (!aliases.is_empty()).then(|| (quote!(#(#aliases)*), bounds.join(", ")))
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
