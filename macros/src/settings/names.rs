//! The names of an enum's variants, which are its values.

use syn::{DataEnum, Fields, Ident};

use super::input::{self, Entry, SettingsInput, find};
use super::options;
use crate::errors::Errors;
use crate::snake::snake;

/// Each variant and its name: `ReadOnly` is `read-only`.
pub(super) fn names(
    data: &DataEnum,
    item: &SettingsInput,
    errors: &mut Errors,
) -> Vec<(Ident, String)> {
    options::of_enum(&item.options, errors);
    if data.variants.is_empty() {
        errors.add(
            &item.ident,
            format_args!(
                "`{}` has no variants, so that nothing is a value of it",
                item.ident
            ),
            "add a variant",
        );
    }
    let mut names: Vec<(Ident, String)> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.add(
                &variant.fields,
                format_args!(
                    "`{}` holds data, and a name is all that is read",
                    variant.ident
                ),
                "remove the data, or `impl std::str::FromStr` instead of deriving",
            );
        }
        let entries = input::of_member(&variant.attrs, "name = \"read-only\"", errors);
        options::of_variant(&entries, errors);
        let name = name(&variant.ident, &entries, errors);
        if names.iter().any(|(_, other)| *other == name) {
            errors.add(
                &variant.ident,
                format_args!("another variant is called `{name}`"),
                "rename one of the two, `#[setting(name = \"…\")]`",
            );
        }
        names.push((variant.ident.clone(), name));
    }
    names
}

/// A name is a word, so that it can stand in a list too.
fn name(ident: &Ident, entries: &[Entry], errors: &mut Errors) -> String {
    let Some(value) = find(entries, "name").and_then(|entry| entry.value.as_ref()) else {
        return snake(&ident.to_string()).replace('_', "-");
    };
    let text = input::text(value).map(|text| text.value());
    let is_word = |text: &str| {
        !text.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ',')
    };
    match text {
        Some(text) if is_word(&text) => text,
        text => {
            errors.add(
                value,
                "`name` is one word, without a comma",
                "`name = \"read-only\"`",
            );
            text.unwrap_or_default()
        }
    }
}
