//! The rules of request structs. All that are broken are told, each once.
//!
//! - a struct with named fields, or an enum of bare names; no parameters
//! - options that exist, once each
//! - one place for a field, and names that the place can have, each once
//! - attributes of serde's and garde's that they know, which leave it visible which fields are known
//! - one default
//! - an upper bound for text, lists and maps, or a reason for having none

use std::collections::HashSet;

use hardpoint_policy::nearest;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Data, DataEnum, Field, Fields, Path};

use super::input::{Attributes, Entry, RequestInput};
use super::names;
use super::plan::{FieldPlan, KindPlan, PlacePlan, RequestPlan};
use super::shape::{self, Bounds};
use crate::errors::Errors;
use crate::paths::Runtime;

const STRUCT_OPTIONS: [&str; 5] = ["body", "query", "path", "header", "crate"];
const FIELD_OPTIONS: [&str; 7] = [
    "body",
    "query",
    "path",
    "header",
    "default",
    "unbounded",
    "keys",
];

/// What serde's derive takes, so that what it does not take is one error and not many.
const SERDE_STRUCT_OPTIONS: [&str; 18] = [
    "rename",
    "rename_all",
    "rename_all_fields",
    "deny_unknown_fields",
    "tag",
    "content",
    "untagged",
    "bound",
    "default",
    "remote",
    "transparent",
    "from",
    "try_from",
    "into",
    "crate",
    "expecting",
    "variant_identifier",
    "field_identifier",
];
const SERDE_FIELD_OPTIONS: [&str; 14] = [
    "rename",
    "alias",
    "default",
    "flatten",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "skip_serializing_if",
    "serialize_with",
    "deserialize_with",
    "with",
    "borrow",
    "getter",
    "bound",
];
/// The same of garde's.
const RULES: [&str; 25] = [
    "skip",
    "adapt",
    "rename",
    "code",
    "dive",
    "required",
    "ascii",
    "alphanumeric",
    "email",
    "url",
    "ip",
    "ipv4",
    "ipv6",
    "credit_card",
    "phone_number",
    "length",
    "matches",
    "range",
    "contains",
    "prefix",
    "suffix",
    "pattern",
    "custom",
    "inner",
    "if",
];

/// Makes a plan of the struct, where there is one to make.
pub(crate) fn check(input: &RequestInput, errors: &mut Errors) -> Option<RequestPlan> {
    no_parameters(input, errors);
    known_options(&input.attributes.api, &STRUCT_OPTIONS, errors);
    let serde = &input.attributes.serde;
    known_elsewhere("serde", serde, &SERDE_STRUCT_OPTIONS, errors);
    visible_fields(&input.attributes, errors);
    no_context(&input.attributes, errors);
    let kind = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let place = default_place(&input.attributes, errors);
                let fields = fields.named.iter();
                let plans = fields.filter_map(|each| field(each, place, input, errors));
                let plans = plans.collect::<Vec<_>>();
                distinct_names(&plans, errors);
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

/// What is misspelt must not be ignored, nor the second of two.
fn known_options(entries: &[Entry], known: &[&'static str], errors: &mut Errors) {
    let mut seen = HashSet::new();
    for entry in entries {
        let name = entry.name();
        if !known.contains(&name.as_str()) {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", listed(known)),
            };
            errors.add_at(
                entry.span(),
                format_args!("there is no option `{name}` here"),
                help,
            );
        } else if !seen.insert(name.clone()) {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` is said twice"),
                "remove one of the two",
            );
        } else if entry.list.is_some() {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` takes no parentheses"),
                format_args!("`{name} = …`"),
            );
        }
    }
}

/// The same for what another derive takes: it would refuse it too, and so would everything that
/// needs what that derive then does not write.
fn known_elsewhere(whose: &str, entries: &[Entry], known: &[&'static str], errors: &mut Errors) {
    for entry in entries {
        let name = entry.name();
        if !known.contains(&name.as_str()) {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", listed(known)),
            };
            errors.add_at(
                entry.span(),
                format_args!("{whose} has no `{name}` here"),
                help,
            );
        }
    }
}

/// The names of rules, those inside of `inner` too.
fn known_rules(rules: &[Entry], errors: &mut Errors) {
    known_elsewhere("garde", rules, &RULES, errors);
    for rule in rules.iter().filter(|rule| rule.key == "inner") {
        known_rules(&rule.entries(), errors);
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
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
            "the rules of a request struct have no context",
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

fn place_of(name: &str) -> Option<PlacePlan> {
    Some(match name {
        "body" => PlacePlan::Body,
        "query" => PlacePlan::Query,
        "path" => PlacePlan::Path,
        "header" => PlacePlan::Header,
        _ => return None,
    })
}

/// The places that are said, the first one being the one that counts.
fn one_place<'a>(entries: &'a [Entry], errors: &mut Errors) -> Option<(PlacePlan, &'a Entry)> {
    let said = |entry: &'a Entry| Some((place_of(&entry.name())?, entry));
    let mut said = entries.iter().filter_map(said);
    let first = said.next()?;
    for (place, entry) in said {
        if place != first.0 {
            errors.add_at(
                entry.span(),
                format_args!(
                    "this is read from one place: `{}` is said already",
                    first.1.name()
                ),
                "remove one of the two",
            );
        }
    }
    Some(first)
}

fn default_place(attributes: &Attributes, errors: &mut Errors) -> PlacePlan {
    let Some((place, entry)) = one_place(&attributes.api, errors) else {
        return PlacePlan::Body;
    };
    if entry.value.is_some() {
        errors.add(
            entry,
            "a name belongs to a field",
            format_args!("`#[api({})]`", entry.name()),
        );
    }
    place
}

fn field(
    field: &Field,
    default_place: PlacePlan,
    input: &RequestInput,
    errors: &mut Errors,
) -> Option<FieldPlan> {
    let ident = field.ident.clone()?;
    let attributes = Attributes::read(&field.attrs, errors);
    known_options(&attributes.api, &FIELD_OPTIONS, errors);
    known_elsewhere("serde", &attributes.serde, &SERDE_FIELD_OPTIONS, errors);
    known_rules(&attributes.garde, errors);
    visible_fields(&attributes, errors);
    let place = place(&attributes, default_place, errors);
    let name = ident.unraw().to_string();
    let bounds = Bounds {
        runtime: &input.runtime,
        field: &name,
        waived: is_waived(&attributes, errors) || place == PlacePlan::Skipped,
        keys: attributes.api.iter().any(|entry| entry.key == "keys"),
    };
    let shape = bounds.shape(&field.ty, &attributes, errors);
    Some(FieldPlan {
        wire: wire(&ident, place, &attributes, input, errors),
        aliases: names::aliases(&attributes),
        default: default(&ident, &attributes, input, errors),
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

/// Where a field is read from, its own word before the struct's.
fn place(attributes: &Attributes, default: PlacePlan, errors: &mut Errors) -> PlacePlan {
    let said = one_place(&attributes.api, errors);
    let skip = attributes.serde("skip");
    let Some(skip) = skip.or_else(|| attributes.serde("skip_deserializing")) else {
        return said.map_or(default, |(place, _)| place);
    };
    if let Some((_, entry)) = said {
        errors.add_at(
            entry.span(),
            format_args!("`{}` keeps the field out of every request", skip.name()),
            format_args!("remove `{}`, or this place", skip.name()),
        );
    }
    PlacePlan::Skipped
}

/// The field's name on the wire, which one attribute may say, and which its place must take.
fn wire(
    ident: &syn::Ident,
    place: PlacePlan,
    attributes: &Attributes,
    input: &RequestInput,
    errors: &mut Errors,
) -> String {
    let said = one_place(&attributes.api, &mut Errors::new()).map(|(_, entry)| entry);
    let value = said.and_then(|entry| entry.value.as_ref());
    let text = said.and_then(Entry::text);
    if let (Some(value), None) = (value, &text) {
        errors.add(value, "a name is text", "`\"x-name\"`");
    }
    if value.is_some() && names::is_renamed(attributes) {
        errors.add(
            value,
            "the field's name is said twice, here and by serde's `rename`",
            "remove one of the two",
        );
    }
    let name = text.as_ref().map(syn::LitStr::value);
    if place == PlacePlan::Header {
        let name = name.unwrap_or_else(|| match names::is_renamed(attributes) {
            true => names::serde_name(ident, attributes, &input.attributes),
            false => names::header(ident),
        });
        if !names::is_header(&name) {
            let help = "letters, digits and hyphens: `#[api(header = \"x-tenant\")]`";
            let message = format!("`{name}` cannot be a header's name");
            match &text {
                Some(text) => errors.add(text, message, help),
                None => errors.add(ident, message, help),
            }
        }
        return name.to_ascii_lowercase();
    }
    if let (Some(text), PlacePlan::Body) = (&text, place) {
        errors.add(
            text,
            "serde names the fields of the body",
            format_args!("`#[serde(rename = {})]`", text.to_token_stream()),
        );
    }
    if name.as_ref().is_some_and(String::is_empty) {
        errors.add(&text, "a name has at least one character", "`\"name\"`");
    }
    name.unwrap_or_else(|| names::serde_name(ident, attributes, &input.attributes))
}

/// Two fields under one name of one place could not be told apart.
fn distinct_names(fields: &[FieldPlan], errors: &mut Errors) {
    let mut seen: Vec<(PlacePlan, &str)> = Vec::new();
    for field in fields {
        if field.place == PlacePlan::Skipped {
            continue;
        }
        let aliases = field.aliases.iter().map(String::as_str);
        for name in std::iter::once(field.wire.as_str()).chain(aliases) {
            if seen.contains(&(field.place, name)) {
                errors.add(
                    &field.ident,
                    format_args!("another field is called `{name}` in the same place"),
                    "rename one of the two",
                );
            }
            seen.push((field.place, name));
        }
    }
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
