//! What a field is called on the wire: serde's renaming, and the names of headers.

use syn::ext::IdentExt as _;
use syn::{Ident, LitStr};

use super::input::{Attributes, Entry};

/// What serde calls the field, by its own attribute or the struct's.
pub(crate) fn serde_name(ident: &Ident, field: &Attributes, all: &Attributes) -> String {
    if let Some(name) = renamed(field, "rename") {
        return name.value();
    }
    let name = ident.unraw().to_string();
    match renamed(all, "rename_all") {
        Some(rule) => apply(&rule.value(), &name),
        None => name,
    }
}

/// Whether serde's attribute names the field.
pub(crate) fn is_renamed(field: &Attributes) -> bool {
    renamed(field, "rename").is_some()
}

/// The further names that serde understands.
pub(crate) fn aliases(field: &Attributes) -> Vec<String> {
    let aliases = field.serde.iter().filter(|entry| entry.key == "alias");
    aliases
        .filter_map(|entry| Some(entry.text()?.value()))
        .collect()
}

/// A header's name where none is said: `x_tenant` is `x-tenant`.
pub(crate) fn header(ident: &Ident) -> String {
    ident.unraw().to_string().replace('_', "-").to_lowercase()
}

/// Whether it can be a header's name (RFC 9110 §5.1).
pub(crate) fn is_header(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}

/// `key = "name"`, or `key(deserialize = "name")`.
fn renamed(attributes: &Attributes, key: &str) -> Option<LitStr> {
    let entry: &Entry = attributes.serde(key)?;
    entry.text().or_else(|| {
        let entries = entry.entries();
        entries
            .iter()
            .find(|entry| entry.key == "deserialize")?
            .text()
    })
}

/// One of serde's rules, for a field's name; an unknown rule, which serde refuses, changes nothing.
fn apply(rule: &str, name: &str) -> String {
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => pascal(name),
        "camelCase" => {
            let pascal = pascal(name);
            let mut letters = pascal.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_ascii_lowercase().to_string() + letters.as_str()
            })
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    let mut capital = true;
    for letter in name.chars() {
        if letter == '_' {
            capital = true;
        } else if capital {
            pascal.push(letter.to_ascii_uppercase());
            capital = false;
        } else {
            pascal.push(letter);
        }
    }
    pascal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_serdes() {
        for (rule, expected) in [
            ("lowercase", "unit_price"),
            ("UPPERCASE", "UNIT_PRICE"),
            ("PascalCase", "UnitPrice"),
            ("camelCase", "unitPrice"),
            ("snake_case", "unit_price"),
            ("SCREAMING_SNAKE_CASE", "UNIT_PRICE"),
            ("kebab-case", "unit-price"),
            ("SCREAMING-KEBAB-CASE", "UNIT-PRICE"),
        ] {
            assert_eq!(apply(rule, "unit_price"), expected);
        }
    }

    #[test]
    fn header_names_are_tokens() {
        assert!(is_header("x-tenant"));
        assert!(!is_header(""));
        assert!(!is_header("x tenant"));
        assert!(!is_header("x:tenant"));
        assert!(!is_header("é"));
    }
}
