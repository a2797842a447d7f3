//! What kind of value an option takes, and what is said where it has another.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, LitStr};

use super::OPTIONS;
use crate::endpoint::attribute::{OptionInput, Value};
use crate::errors::Errors;

/// The text of an option that takes text (and of `concurrency`, a number too).
pub(super) fn text(option: &OptionInput, errors: &mut Errors) -> Option<LitStr> {
    match &option.value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) if option.name() == "concurrency" => {
            Some(LitStr::new(&number.to_string(), number.span()))
        }
        Value::Malformed => None,
        value => {
            wrong_kind(option, value, errors);
            None
        }
    }
}

/// Notes that the value is of a kind that the option does not take.
pub(super) fn wrong_kind(option: &OptionInput, value: &Value, errors: &mut Errors) {
    let name = option.name();
    let said = quote!(#value);
    let (message, help) = match value {
        Value::Flag => (
            format!("`{name}` needs a value"),
            format!("write `{}`", example(&name)),
        ),
        Value::Number(_) => (
            format!("`{name}` takes text, and `{said}` is a number"),
            format!("write `{}`", example(&name)),
        ),
        Value::Path(path) if path.get_ident().is_some_and(is_word) => (
            format!("`{name}` takes text in quotes"),
            format!("write `{name} = \"{said}\"`"),
        ),
        Value::Other(_) if name == "idempotent" => (
            format!("`{name}` is a flag, or takes text"),
            "write `idempotent`, or `idempotent = \"optional\"`".to_owned(),
        ),
        Value::Other(_) if name == "auth" => (
            format!("`{name}` is a flag, or takes text"),
            format!("write `auth`, or `{}`", example(&name)),
        ),
        _ => (
            format!("`{name}` takes text in quotes"),
            format!("write `{}`", example(&name)),
        ),
    };
    let place = match value {
        Value::Flag => option.key.to_token_stream(),
        value => value.to_token_stream(),
    };
    errors.add(place, message, help);
}

/// Whether it is a word of the grammar; constants are not, and cannot be read here.
fn is_word(ident: &Ident) -> bool {
    !ident.to_string().starts_with(char::is_uppercase)
}

/// Where an option's mistake is: at its value, or its key where it has none.
pub(super) fn place(option: &OptionInput) -> TokenStream {
    match &option.value {
        Value::Flag | Value::Malformed => option.key.to_token_stream(),
        value => value.to_token_stream(),
    }
}

/// What a user might paste; nothing for what is no option.
pub(super) fn example(name: &str) -> String {
    let known = OPTIONS.iter().find(|(known, _)| *known == name);
    known.map_or_else(String::new, |(_, example)| (*example).to_owned())
}
