//! The rules of request structs. All that are broken are told, each once.
//!
//! - a struct with named fields, or an enum of bare names; no parameters
//! - options that exist, once each
//! - one place for a field, and names that the place can have, each once
//! - attributes of serde's and garde's that they know, which leave it visible which fields are known
//! - one default
//! - an upper bound for text, lists and maps, or a reason for having none

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Data, DataEnum, Field, Fields, Path};

use super::input::{Attributes, Entry, RequestInput};
use super::plan::{FieldPlan, KindPlan, PlacePlan, RequestPlan};
use super::shape::{self, Bounds};
use super::{names, options, place};
use crate::errors::Errors;
use crate::paths::Runtime;

/// Makes a plan of the struct, where there is one to make.
pub(crate) fn check(input: &RequestInput, errors: &mut Errors) -> Option<RequestPlan> {
    no_parameters(input, errors);
    options::of_struct(&input.attributes, errors);
    visible_fields(&input.attributes, errors);
    no_context(&input.attributes, errors);
    let kind = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let place = place::default_place(&input.attributes, errors);
                let fields = fields.named.iter();
                let plans = fields.filter_map(|each| field(each, place, input, errors));
                let plans = plans.collect::<Vec<_>>();
                place::distinct_names(&plans, errors);
                KindPlan::Struct(plans)
            }
            _ => {
                errors.add(
                    &input.ident,
                    "a request struct has named fields",
                    format_args!("`struct {} {{ value: … }}`", input.ident),
                );
                return None;
            }
        },
        Data::Enum(data) => KindPlan::Names(bare_names(data, input, errors)),
        Data::Union(data) => {
            errors.add(
                data.union_token,
                "a request cannot be a union",
                "make it a struct",
            );
            return None;
        }
    };
    let serde = input.attributes.serde.iter();
    let serde = serde.filter(|entry| entry.key != "crate" && entry.key != "default");
    Some(RequestPlan {
        ident: input.ident.clone(),
        runtime: input.runtime.clone(),
        serde: serde.cloned().collect(),
        garde: input.attributes.garde.clone(),
        kind,
    })
}

/// A request owns what it holds, and its tables are constants of one type.
fn no_parameters(input: &RequestInput, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.add(
            &input.generics,
            "a request struct has no type, lifetime or constant parameters",
            "name the types, owned: `String` for `&str`",
        );
    }
}

/// Unknown fields can be refused only where it is known which fields there are.
fn visible_fields(attributes: &Attributes, errors: &mut Errors) {
    for entry in &attributes.serde {
        let name = entry.name();
        let hiding = [
            "untagged",
            "tag",
            "content",
            "transparent",
            "from",
            "try_from",
            "remote",
            "flatten",
        ];
        if hiding.contains(&name.as_str()) {
            errors.add_at(
                entry.span(),
                format_args!(
                    "`{name}` hides which fields are known, so that others could not be refused"
                ),
                match name.as_str() {
                    "flatten" => "give the fields a name of their own, or write them out here",
                    _ => "remove it, and write the fields out here",
                },
            );
        }
    }
}

/// The extractor has no context to hand over.
fn no_context(attributes: &Attributes, errors: &mut Errors) {
    if let Some(entry) = attributes.garde.iter().find(|entry| entry.key == "context") {
        errors.add_at(
            entry.span(),
            "the rules of a request struct have no `context`",
            "remove it, and check what depends on one in the handler",
        );
    }
}

/// A name is all that a variant is on the wire.
fn bare_names(data: &DataEnum, input: &RequestInput, errors: &mut Errors) -> TokenStream {
    for entry in &input.attributes.api {
        if entry.key != "crate" {
            errors.add_at(
                entry.span(),
                "an enum is a value inside of a request struct, which says where it is read from",
                "remove it",
            );
        }
    }
    if data.variants.is_empty() {
        errors.add(
            &input.ident,
            "an enum without variants has no values",
            "add a variant",
        );
    }
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.add(
                &variant.fields,
                format_args!(
                    "`{}` holds data, and unknown fields inside of it could not be refused",
                    variant.ident
                ),
                "make it a struct with a field for each case, and a rule that one is there",
            );
        }
    }
    let variants = data.variants.iter().map(|variant| {
        let attributes = variant.attrs.iter();
        let serde = attributes.filter(|attribute| attribute.path().is_ident("serde"));
        let ident = &variant.ident;
        quote!(#(#serde)* #ident)
    });
    quote!(#(#variants),*)
}

fn field(
    field: &Field,
    default_place: PlacePlan,
    input: &RequestInput,
    errors: &mut Errors,
) -> Option<FieldPlan> {
    let ident = field.ident.clone()?;
    let attributes = Attributes::read(&field.attrs, errors);
    options::of_field(&attributes, errors);
    visible_fields(&attributes, errors);
    let place = place::place(&attributes, default_place, errors);
    let name = ident.unraw().to_string();
    let bounds = Bounds {
        runtime: &input.runtime,
        field: &name,
        waived: is_waived(&attributes, errors) || place == PlacePlan::Skipped,
        keys: attributes.api.iter().any(|entry| entry.key == "keys"),
        dives: attributes.garde.iter().any(|rule| rule.key == "dive"),
    };
    let shape = bounds.shape(&field.ty, &attributes, errors);
    Some(FieldPlan {
        wire: place::wire(&ident, place, &attributes, input, errors),
        aliases: names::aliases(&attributes),
        default: default(&ident, &attributes, input, errors),
        is_own: shape::may_have_rules(&field.ty) && with(&attributes).is_none(),
        with: with(&attributes),
        serde: kept(&attributes),
        garde: garde(field, &attributes, input, errors),
        may_hide_rules: place != PlacePlan::Skipped
            && shape::may_have_rules(&field.ty)
            && !attributes.garde.iter().any(|rule| rule.key == "dive"),
        ty: field.ty.clone(),
        ident,
        place,
        shape,
    })
}

/// A bound may be waived, with a reason.
fn is_waived(attributes: &Attributes, errors: &mut Errors) -> bool {
    let Some(entry) = attributes.api.iter().find(|entry| entry.key == "unbounded") else {
        return false;
    };
    let has_no_reason = entry.text().is_none_or(|why| why.value().trim().is_empty());
    // Of parentheses it is said already that there are none.
    if has_no_reason && entry.list.is_none() {
        errors.add(
            entry,
            "`unbounded` says why the field needs no upper bound",
            "`#[api(unbounded = \"the body's limit is enough\")]`",
        );
    }
    true
}

/// The value of an absent field: one attribute may say it.
fn default(
    ident: &syn::Ident,
    attributes: &Attributes,
    input: &RequestInput,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let ours = attributes.api.iter().find(|entry| entry.key == "default");
    let serdes = attributes.serde("default");
    if let (Some(ours), Some(_)) = (ours, serdes) {
        errors.add_at(
            ours.span(),
            "the default is said twice, here and by serde's `default`",
            "remove one of the two",
        );
    }
    let said = ours.or(serdes).or(input.attributes.serde("default"));
    let span = said.map_or_else(proc_macro2::Span::call_site, Entry::span);
    let type_default = quote_spanned!(span=> ::core::default::Default::default());
    let is_skipped = attributes
        .serde("skip")
        .or(attributes.serde("skip_deserializing"));
    if let Some(entry) = ours {
        Some(match &entry.value {
            Some(value) => value.to_token_stream(),
            None => type_default,
        })
    } else if let Some(entry) = serdes {
        Some(match entry.text() {
            Some(text) => path(&text).map_or(type_default, |path| quote!(#path())),
            None => type_default,
        })
    } else if input.attributes.serde("default").is_some() {
        let whole = input.attributes.serde("default").and_then(Entry::text);
        let whole = match whole.as_ref().and_then(path) {
            Some(path) => quote!(#path()),
            None => type_default,
        };
        Some(quote!({ let whole: Self = #whole; whole.#ident }))
    } else {
        is_skipped.map(|_| type_default)
    }
}

fn path(text: &syn::LitStr) -> Option<Path> {
    text.parse().ok()
}

/// The function that decodes the field, if it is not its type's own.
fn with(attributes: &Attributes) -> Option<Path> {
    if let Some(entry) = attributes.serde("deserialize_with") {
        return entry.text().as_ref().and_then(path);
    }
    let mut module = attributes.serde("with")?.text().as_ref().and_then(path)?;
    module.segments.push(syn::parse_quote!(deserialize));
    Some(module)
}

/// What serde's derive is told of the field; the default is ours to tell.
fn kept(attributes: &Attributes) -> Vec<Entry> {
    let entries = attributes.serde.iter();
    let kept = entries.filter(|entry| !["default", "flatten"].contains(&entry.name().as_str()));
    kept.cloned().collect()
}

/// What garde's derive is told of the field: a field without rules has none on purpose.
fn garde(
    field: &Field,
    attributes: &Attributes,
    input: &RequestInput,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let ours = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("garde"));
    let mut garde: Vec<_> = ours.map(|attribute| attribute.to_token_stream()).collect();
    if let Some(entry) = attributes.api.iter().find(|entry| entry.key == "keys") {
        let rt: &Runtime = &input.runtime;
        match &entry.value {
            Some(max) if shape::is_map(&field.ty) => {
                garde.push(quote!(#[garde(custom(#rt::request::keys_at_most(#max)))]));
            }
            Some(_) => errors.add(
                entry,
                "`keys` is for maps, and this is none by its name",
                "write `HashMap<…>` or `BTreeMap<…>`, or remove it",
            ),
            None => errors.add(
                entry,
                "`keys` says how many bytes a key may have",
                "`#[api(keys = 64)]`",
            ),
        }
    }
    if garde.is_empty() {
        garde.push(quote!(#[garde(skip)]));
    }
    garde
}
