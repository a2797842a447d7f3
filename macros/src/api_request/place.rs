//! Where a field is read from, and its name there.

use quote::ToTokens as _;
use syn::{Ident, LitStr};

use super::input::{Attributes, Entry, RequestInput};
use super::names;
use super::plan::{FieldPlan, PlacePlan};
use crate::errors::Errors;

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

pub(crate) fn default_place(attributes: &Attributes, errors: &mut Errors) -> PlacePlan {
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

/// Where a field is read from, its own word before the struct's.
pub(crate) fn place(attributes: &Attributes, default: PlacePlan, errors: &mut Errors) -> PlacePlan {
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
pub(crate) fn wire(
    ident: &Ident,
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
    let name = text.as_ref().map(LitStr::value);
    if place == PlacePlan::Header {
        let name = name.unwrap_or_else(|| match names::is_renamed(attributes) {
            true => names::serde_name(ident, attributes, &input.attributes),
            false => names::header(ident),
        });
        if !names::is_header(&name) {
            let help = "letters, digits and hyphens: `#[api(header = \"x-tenant\")]`";
            let message = match name.as_str() {
                "" => "`header` names no header".to_owned(),
                name => format!("`{name}` cannot be a header's name"),
            };
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
    } else if name.as_ref().is_some_and(String::is_empty) {
        errors.add(&text, "a name has at least one character", "`\"name\"`");
    }
    name.unwrap_or_else(|| names::serde_name(ident, attributes, &input.attributes))
}

/// Two fields under one name of one place could not be told apart.
pub(crate) fn distinct_names(fields: &[FieldPlan], errors: &mut Errors) {
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
