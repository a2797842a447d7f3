//! Options as they stand in `hardpoint.toml`: there they are what they are in the attribute, but
//! for flags, which TOML does not have.

use hardpoint_policy::{EndpointSpec, read_none};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, LitInt, LitStr, token};

use super::{Stated, assign, none};
use crate::attribute::{OptionInput, Value};
use crate::errors::Errors;
use crate::toml_file::{self, Kind, Place};

/// The options that can stand alone in the attribute, with what TOML says instead.
const FLAGS: &[(&str, &str)] = &[
    ("auth", "write `auth = true`, or `auth = \"orders:read\"`"),
    ("public", "write `public = true`"),
    (
        "idempotent",
        "write `idempotent = true`, or `idempotent = \"ttl:24h\"`",
    ),
];

/// What is wrong with an option in `[defaults]` or in a policy: where, what, and what instead.
pub(crate) fn refusals(
    option: &str,
    value: &toml_file::Value,
    is_default: bool,
) -> Vec<(Place, String, String)> {
    if let Some((message, help)) = no_flag(option, &value.kind) {
        return vec![(value.place, message, help)];
    }
    if let (true, Kind::Text(text)) = (is_default, &value.kind)
        && let Some(Ok(_)) = none::example(option).and_then(|reason| read_none(text, reason))
    {
        let message = format!("`{option}` says no, and nothing says yes before it");
        return vec![(value.place, message, "remove it".to_owned())];
    }
    // An item that is wrong by itself is told at its own line.
    if let Kind::List(items) = &value.kind {
        let each = items.iter().flat_map(|item| refused(option, item));
        let found: Vec<_> = each.collect();
        if !found.is_empty() {
            return found;
        }
    }
    refused(option, value)
}

/// What the option's own reader says of a value.
fn refused(option: &str, value: &toml_file::Value) -> Vec<(Place, String, String)> {
    let mut errors = Errors::new();
    let mut spec = EndpointSpec::new("", "");
    let input = input(option, value);
    assign(&input, &mut spec, &mut Stated::default(), &mut errors);
    let texts = errors.into_texts();
    texts
        .map(|(message, help)| (value.place, message, help))
        .collect()
}

/// TOML writes a flag as `true`; `false` would be a third thing, between yes and no.
fn no_flag(option: &str, value: &Kind) -> Option<(String, String)> {
    let (_, help) = FLAGS.iter().find(|(flag, _)| *flag == option)?;
    match value {
        Kind::Boolean(true) => None,
        Kind::Text(_) if option != "public" => None,
        Kind::Boolean(false) => Some((
            format!("`{option} = false` says neither yes nor no"),
            match none::example(option) {
                Some(reason) => {
                    format!("remove it, or write `{option} = \"none because:{reason}\"`")
                }
                None => "remove it; an endpoint that is open to everybody says `public`".to_owned(),
            },
        )),
        Kind::Text(_) => Some((format!("`{option}` takes no value"), (*help).to_owned())),
        other => Some((
            format!("`{option}` is `true` or text, and not {}", other.name()),
            (*help).to_owned(),
        )),
    }
}

/// The option as the attribute would say it, at the attribute.
pub(in crate::endpoint::check) fn input(option: &str, value: &toml_file::Value) -> OptionInput {
    let is_flag = FLAGS.iter().any(|(flag, _)| *flag == option);
    OptionInput {
        key: Ident::new(option, Span::call_site()),
        value: match value.kind {
            Kind::Boolean(true) if is_flag => Value::Flag,
            _ => as_value(value),
        },
    }
}

fn as_value(value: &toml_file::Value) -> Value {
    match &value.kind {
        Kind::Text(text) => Value::Text(LitStr::new(text, Span::call_site())),
        Kind::Integer(number) if *number >= 0 => {
            Value::Number(LitInt::new(&number.to_string(), Span::call_site()))
        }
        Kind::List(items) => Value::List(
            token::Bracket::default(),
            items.iter().map(as_value).collect(),
        ),
        // No option takes these: what they are made of is never looked at.
        Kind::Integer(_) | Kind::Float(_) | Kind::Date(_) | Kind::Table(_) => {
            Value::Other(TokenStream::new())
        }
        Kind::Boolean(said) => Value::Other(quote!(#said)),
    }
}
