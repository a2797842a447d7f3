//! The item as written: its variants, their options, and the fields that are marked.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Generics, Ident, Index, Member, Type};

use super::attribute::ApiInput;
use crate::errors::Errors;

/// The item under `#[derive(ApiError)]`.
#[derive(Debug)]
pub(super) struct ItemInput {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) shape: Shape,
    /// What an enum itself says; a struct says it as its only variant.
    pub(super) api: ApiInput,
    pub(super) variants: Vec<VariantInput>,
    /// Whether `thiserror` derives `Display`, `Error` and `From`.
    pub(super) beside_thiserror: bool,
}

/// What kind of item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Enum,
    Struct,
    Union,
}

/// A variant, or a struct as its own only one.
#[derive(Debug)]
pub(super) struct VariantInput {
    pub(super) ident: Ident,
    /// What it says; `None` where it has no `#[api(…)]` at all.
    pub(super) api: Option<ApiInput>,
    pub(super) fields: Vec<FieldInput>,
}

/// A field of a variant.
#[derive(Debug, Clone)]
pub(super) struct FieldInput {
    pub(super) member: Member,
    pub(super) ty: Type,
    /// Its `#[from]`, as written.
    pub(super) from: Option<TokenStream>,
    /// Its `#[source]`, as written.
    pub(super) source: Option<TokenStream>,
}

impl FieldInput {
    /// Its name, or its index in a tuple.
    pub(super) fn name(&self) -> String {
        match &self.member {
            Member::Named(ident) => syn::ext::IdentExt::unraw(ident).to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

/// Reads `item`, and notes what stands where it has no meaning.
pub(super) fn read(item: DeriveInput, errors: &mut Errors) -> ItemInput {
    let DeriveInput {
        attrs,
        ident,
        generics,
        data,
        ..
    } = item;
    let mut beside_thiserror = mentions_thiserror(&attrs);
    let shape;
    let mut own = ApiInput::default();
    let mut variants = Vec::new();
    marks_belong_on_fields(&attrs, errors);
    match data {
        Data::Enum(data) => {
            shape = Shape::Enum;
            own = api(&attrs, errors).unwrap_or_default();
            for variant in data.variants {
                beside_thiserror |= mentions_thiserror(&variant.attrs);
                marks_belong_on_fields(&variant.attrs, errors);
                variants.push(VariantInput {
                    api: api(&variant.attrs, errors),
                    fields: fields(variant.fields, errors),
                    ident: variant.ident,
                });
            }
        }
        Data::Struct(data) => {
            shape = Shape::Struct;
            variants.push(VariantInput {
                api: api(&attrs, errors),
                fields: fields(data.fields, errors),
                ident: ident.clone(),
            });
        }
        Data::Union(_) => {
            shape = Shape::Union;
        }
    }
    ItemInput {
        ident,
        generics,
        shape,
        api: own,
        variants,
        beside_thiserror,
    }
}

/// thiserror's attribute is the only trace of it that a derive can see.
fn mentions_thiserror(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|a| a.path().is_ident("error"))
}

fn api(attributes: &[Attribute], errors: &mut Errors) -> Option<ApiInput> {
    let mut api = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("api")) {
        api.get_or_insert_with(ApiInput::default)
            .read(attribute, errors);
    }
    api
}

fn fields(fields: Fields, errors: &mut Errors) -> Vec<FieldInput> {
    let read = |(i, field): (usize, Field)| {
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("api")) {
            errors.add(
                &attribute.meta,
                "`api` says nothing of a field",
                "write it on the variant; a field is marked `#[from]` or `#[source]`",
            );
        }
        FieldInput {
            from: mark("from", &field, errors),
            source: mark("source", &field, errors),
            member: match field.ident {
                Some(ident) => Member::Named(ident),
                None => Member::Unnamed(Index::from(i)),
            },
            ty: field.ty,
        }
    };
    fields.into_iter().enumerate().map(read).collect()
}

/// A field's `#[from]` or `#[source]`.
fn mark(name: &str, field: &Field, errors: &mut Errors) -> Option<TokenStream> {
    let mark = field.attrs.iter().find(|a| a.path().is_ident(name))?;
    if mark.meta.require_path_only().is_err() {
        errors.add(
            &mark.meta,
            format_args!("`#[{name}]` takes no options"),
            format_args!("write `#[{name}]`"),
        );
    }
    Some(mark.meta.path().to_token_stream())
}

fn marks_belong_on_fields(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        for name in ["from", "source"] {
            if attribute.path().is_ident(name) {
                errors.add(
                    &attribute.meta,
                    format_args!("`#[{name}]` marks a field"),
                    format_args!("write it before the field: `Variant(#[{name}] SomeError)`"),
                );
            }
        }
    }
}
