//! The code: tables, and the reading of each field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::copies::{
    decoded, garde_copy, own_types, serde_attributes, serde_copy, serde_member, serde_path,
};
use super::plan::{FieldPlan, KindPlan, PlacePlan, RequestPlan};
use crate::paths::Runtime;

/// The code for a struct or enum that is in order.
pub(crate) fn expand(plan: &RequestPlan) -> TokenStream {
    let rt = &plan.runtime;
    match &plan.kind {
        KindPlan::Names(variants) => {
            let ident = &plan.ident;
            let body = quote!(enum #ident { #variants });
            let serde = serde_copy(plan, &body);
            let garde = garde_copy(plan, &body);
            quote! {
                #serde
                #garde
                impl #rt::request::Bounded for #ident {}
            }
        }
        KindPlan::Struct(fields) => request_struct(plan, fields),
    }
}

fn request_struct(plan: &RequestPlan, fields: &[FieldPlan]) -> TokenStream {
    let (rt, ident) = (&plan.runtime, &plan.ident);
    let in_body_only = fields
        .iter()
        .all(|field| matches!(field.place, PlacePlan::Body | PlacePlan::Skipped));
    let read_fields: Vec<_> = fields
        .iter()
        .filter(|field| field.place != PlacePlan::Skipped)
        .collect();
    let in_body_only = in_body_only && !read_fields.is_empty();

    let rules = fields.iter().map(
        |FieldPlan {
             ident, ty, garde, ..
         }| { quote!(#(#garde)* #ident: #ty) },
    );
    let garde = garde_copy(plan, &quote!(struct #ident { #(#rules),* }));
    let defaults = defaults(ident, fields);
    let whole = in_body_only.then(|| {
        let decoded = decoded(plan, fields);
        quote! {
            #decoded
            impl #rt::request::Bounded for #ident {
                const SHAPE: #rt::request::Shape =
                    #rt::request::Shape::Object(|| <#ident as #rt::request::ApiRequest>::FIELDS);
            }
        }
    });
    let read = match in_body_only {
        true => quote!(input.body::<Self>()),
        false => assemble(plan, fields, &read_fields),
    };
    let withs = read_fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| with(rt, index, field));
    let table = read_fields
        .iter()
        .enumerate()
        .map(|(index, field)| entry(rt, index, field));
    let asserts = read_fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| assert_rules_run(plan, index, field));
    quote! {
        #garde
        #whole
        const _: () = {
            #(#withs)*
            #defaults
            impl #rt::request::ApiRequest for #ident {
                const FIELDS: &'static [#rt::request::Field] = &[#(#table),*];

                fn read(input: &mut #rt::request::Input<'_>) -> ::core::option::Option<Self> {
                    #read
                }
            }
            impl #rt::actix_web::FromRequest for #ident {
                type Error = #rt::request::Problem;
                type Future = #rt::request::Extract<Self>;

                fn from_request(
                    request: &#rt::actix_web::HttpRequest,
                    payload: &mut #rt::actix_web::dev::Payload,
                ) -> Self::Future {
                    #rt::request::extract::<Self>(request, payload)
                }
            }
            // What it reads is part of every key, its header fields too.
            impl #rt::Cacheable for #ident {}
            #(#asserts)*
        };
    }
}

/// Reads the fields from their places, all of them before the first is missed.
fn assemble(plan: &RequestPlan, fields: &[FieldPlan], read_fields: &[&FieldPlan]) -> TokenStream {
    let rt = &plan.runtime;
    let mut body_fields = read_fields
        .iter()
        .filter(|field| field.place == PlacePlan::Body);
    let body = body_fields.clone().next().map(|_| {
        let members = body_fields.clone().map(|field| serde_member(plan, field));
        let (attributes, serde) = (serde_attributes(plan), serde_path(rt));
        let (aliases, bound, read) = match own_types(plan, body_fields.clone().copied()) {
            Some((aliases, bound)) => (
                aliases,
                Some(quote!(#[serde(bound(deserialize = #bound))])),
                quote!(#rt::request::Read::<Body>::body(input)),
            ),
            None => (quote!(), None, quote!(input.body::<Body>())),
        };
        quote! {
            #aliases
            #[derive(#rt::serde::Deserialize)]
            #[serde(crate = #serde, #(#attributes),*)]
            #bound
            struct Body {
                #(#members),*
            }
            let body = #read;
        }
    });
    let missed = body_fields.next().map(|_| quote!(let body = body?;));
    let texts = read_fields.iter().enumerate().filter_map(|(index, field)| {
        let variable = format_ident!("field{index}");
        let text = text(rt, index, field)?;
        Some(quote!(let #variable = #text;))
    });
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        let index = read_fields.iter().position(|read| read.ident == *ident);
        match (field.place, index) {
            (PlacePlan::Body, _) => quote!(#ident: body.#ident),
            (_, Some(index)) => {
                let variable = format_ident!("field{index}");
                quote!(#ident: #variable?)
            }
            (_, None) => {
                let default = default_name(ident);
                quote!(#ident: Self::#default())
            }
        }
    });
    let any_read = fields.iter().any(|field| field.is_own).then(|| {
        quote! {
            #[allow(unused_imports, reason = "what is decoded goes before it")]
            use #rt::request::AnyRead as _;
        }
    });
    quote! {
        #any_read
        #(#texts)*
        #body
        #missed
        ::core::option::Option::Some(Self { #(#values),* })
    }
}

/// The reading of a field that is not in the body.
fn text(rt: &Runtime, index: usize, field: &FieldPlan) -> Option<TokenStream> {
    if matches!(field.place, PlacePlan::Body | PlacePlan::Skipped) {
        return None;
    }
    let FieldPlan { ident, ty, .. } = field;
    let default = field.default.as_ref().map(|_| {
        let default = default_name(ident);
        quote!(Self::#default())
    });
    Some(match (&field.with, default) {
        (None, None) if field.is_own => quote!(#rt::request::Read::<#ty>::text(input, #index)),
        (None, None) => quote!(input.text::<#ty>(#index)),
        (None, Some(default)) if field.is_own => quote! {
            #rt::request::Read::<#ty>::text_or(input, #index, || ::core::option::Option::Some(#default))
        },
        (None, Some(default)) => quote! {
            input.text_or::<#ty>(#index, || ::core::option::Option::Some(#default))
        },
        (Some(_), default) => {
            let with = with_name(index);
            let read = match default {
                None => quote!(input.text::<#with>(#index)),
                Some(default) => quote! {
                    input.text_or::<#with>(#index, || ::core::option::Option::Some(#with(#default)))
                },
            };
            quote!(::core::option::Option::map(#read, |with| with.0))
        }
    })
}

/// A field's line in the table.
fn entry(rt: &Runtime, index: usize, field: &FieldPlan) -> TokenStream {
    let FieldPlan {
        wire,
        aliases,
        shape,
        ..
    } = field;
    let rust = field.ident.to_string();
    let place = match field.place {
        PlacePlan::Body | PlacePlan::Skipped => quote!(Body),
        PlacePlan::Query => quote!(Query),
        PlacePlan::Path => quote!(Path),
        PlacePlan::Header => quote!(Header),
    };
    let presence = match (&field.default, &field.with) {
        (Some(_), _) => quote!(Optional),
        (None, Some(_)) => quote!(Required),
        (None, None) => quote!(AsTyped),
    };
    let shape = match &field.with {
        Some(_) => {
            let with = with_name(index);
            quote!({ let _ = #shape; #rt::request::Shape::Leaf(#rt::request::leaf::<#with>) })
        }
        None => shape.clone(),
    };
    quote! {
        #rt::request::Field {
            rust: #rust,
            wire: #wire,
            aliases: &[#(#aliases),*],
            place: #rt::request::Place::#place,
            presence: #rt::request::Presence::#presence,
            shape: #shape,
        }
    }
}

/// A type that is decoded by the function that the field names.
fn with(rt: &Runtime, index: usize, field: &FieldPlan) -> Option<TokenStream> {
    let (name, ty, path) = (with_name(index), &field.ty, field.with.as_ref()?);
    let (value, make) = match field.place {
        // Of a field in the body only its mistakes are wanted: serde's derive has the value.
        PlacePlan::Body => (quote!(), quote!(|_: #ty| #name)),
        _ => (quote!((#ty)), quote!(#name)),
    };
    Some(quote! {
        struct #name #value;
        impl<'de> #rt::serde::Deserialize<'de> for #name {
            fn deserialize<D: #rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::core::result::Result::map(#path(deserializer), #make)
            }
        }
    })
}

fn with_name(index: usize) -> Ident {
    format_ident!("With{index}")
}

/// One function for each default, for serde's derive takes a path only.
fn defaults(ident: &Ident, fields: &[FieldPlan]) -> Option<TokenStream> {
    let functions: Vec<_> = fields
        .iter()
        .filter_map(|field| {
            let (name, ty, default) = (
                default_name(&field.ident),
                &field.ty,
                field.default.as_ref()?,
            );
            Some(quote! {
                #[doc(hidden)]
                fn #name() -> #ty {
                    #default
                }
            })
        })
        .collect();
    (!functions.is_empty()).then(|| quote!(impl #ident { #(#functions)* }))
}

pub(crate) fn default_name(field: &Ident) -> Ident {
    format_ident!("__hardpoint_default_{}", field.unraw())
}

/// Rules that nobody runs are a mistake, at the field's type.
fn assert_rules_run(plan: &RequestPlan, index: usize, field: &FieldPlan) -> Option<TokenStream> {
    let (rt, ident, name) = (&plan.runtime, &plan.ident, field.ident.unraw());
    let message = match field.place {
        PlacePlan::Body if field.may_hide_rules => {
            format!("the rules inside of `{name}` would not be run\nhelp: add `#[garde(dive)]`")
        }
        PlacePlan::Query | PlacePlan::Path | PlacePlan::Header => format!(
            "`{name}` holds a request struct, which is read from the body only\nhelp: take its fields one by one"
        ),
        PlacePlan::Body | PlacePlan::Skipped => return None,
    };
    let fields = quote!(<#ident as #rt::request::ApiRequest>::FIELDS);
    Some(quote_spanned! {field.ty.span()=>
        const _: () = ::core::assert!(!#rt::request::has_rules(&#fields[#index].shape), #message);
    })
}
