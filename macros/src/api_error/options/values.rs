//! The values of options, each of its kind: what is wrong is told at the value.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Lit, LitStr, Path};

use crate::api_error::attribute::Value;
use crate::errors::Errors;
use crate::snake::{is_snake, snake};

/// The levels, and the variants of `LogLevel`.
const LEVELS: [(&str, &str); 6] = [
    ("error", "Error"),
    ("warn", "Warn"),
    ("info", "Info"),
    ("debug", "Debug"),
    ("trace", "Trace"),
    ("off", "Off"),
];

pub(super) fn status(key: &Ident, value: Value, errors: &mut Errors) -> Option<u16> {
    let Value::Literal(Lit::Int(literal)) = &value else {
        wrong_kind(key, &value, "a number", "status = 404", errors);
        return None;
    };
    let number = literal.base10_parse::<u16>().ok();
    let error = number.filter(|number| hardpoint_policy::status::is_error(*number));
    if error.is_none() {
        errors.add(
            literal,
            format_args!("`status = {literal}` is no error's: expected 400 to 599"),
            "write `status = 404`, or another 4xx or 5xx",
        );
    }
    error
}

pub(super) fn code(key: &Ident, value: Value, errors: &mut Errors) -> Option<LitStr> {
    let literal = text(key, value, "code = \"not_found\"", errors)?;
    let code = literal.value();
    if !is_snake(&code) {
        errors.add(
            &literal,
            format_args!("`code = \"{code}\"` is not in snake_case"),
            format_args!("write `code = \"{}\"`", snake(&code)),
        );
        return None;
    }
    Some(literal)
}

pub(super) fn message(key: &Ident, value: Value, errors: &mut Errors) -> Option<LitStr> {
    let literal = text(key, value, "message = \"there is no order {id}\"", errors)?;
    if literal.value().trim().is_empty() {
        errors.add(
            &literal,
            "`message` says nothing",
            "say something, or leave `message` out",
        );
        return None;
    }
    Some(literal)
}

pub(super) fn duration(key: &Ident, value: Value, errors: &mut Errors) -> Option<u64> {
    if let Value::Literal(Lit::Int(number)) = &value {
        let digits = number.base10_digits();
        errors.add(
            number,
            "`retry_after` takes a duration with its unit",
            format_args!("write `retry_after = \"{digits}s\"`"),
        );
        return None;
    }
    let literal = text(key, value, "retry_after = \"5s\"", errors)?;
    match literal.value().parse::<hardpoint_policy::Duration>() {
        Ok(duration) => Some(duration.as_millis()),
        Err(error) => {
            let help = error.help.unwrap_or_else(|| "write `5s`".to_owned());
            errors.add(
                &literal,
                format_args!("`retry_after`: {}", error.message),
                help,
            );
            None
        }
    }
}

pub(super) fn level(key: &Ident, value: Value, errors: &mut Errors) -> Option<&'static str> {
    let literal = text(key, value, "level = \"warn\"", errors)?;
    let name = literal.value();
    if let Some((_, variant)) = LEVELS.iter().find(|(known, _)| *known == name) {
        return Some(variant);
    }
    let known = LEVELS.map(|(known, _)| known);
    let help = match hardpoint_policy::nearest(&name, known) {
        Some(near) => format!("did you mean `level = \"{near}\"`?"),
        None => format!("the levels are `{}`", known.join("`, `")),
    };
    errors.add(
        &literal,
        format_args!("there is no `level = \"{name}\"`"),
        help,
    );
    None
}

pub(super) fn path(key: &Ident, value: Value, errors: &mut Errors) -> Option<Path> {
    let path = match &value {
        Value::Literal(Lit::Str(literal)) => literal.parse_with(Path::parse_mod_style).ok(),
        Value::Other(tokens) => {
            syn::parse::Parser::parse2(Path::parse_mod_style, tokens.clone()).ok()
        }
        Value::Malformed => return None,
        _ => None,
    };
    if path.is_none() {
        wrong_kind(key, &value, "a path", "crate = \"hardpoint\"", errors);
    }
    path
}

fn text(key: &Ident, value: Value, example: &str, errors: &mut Errors) -> Option<LitStr> {
    match value {
        Value::Literal(Lit::Str(literal)) if literal.suffix().is_empty() => Some(literal),
        value => {
            wrong_kind(key, &value, "text", example, errors);
            None
        }
    }
}

pub(super) fn boolean(key: &Ident, value: Value, errors: &mut Errors) -> Option<bool> {
    match value {
        Value::Literal(Lit::Bool(literal)) => Some(literal.value),
        value => {
            let example = format!("{key} = false");
            wrong_kind(key, &value, "`true` or `false`", &example, errors);
            None
        }
    }
}

pub(super) fn flag(key: &Ident, value: Value, errors: &mut Errors) -> Option<()> {
    match value {
        Value::Flag => Some(()),
        value => {
            wrong_kind(key, &value, "no value", key, errors);
            None
        }
    }
}

fn wrong_kind(
    key: &Ident,
    value: &Value,
    expected: &str,
    example: impl Display,
    errors: &mut Errors,
) {
    let place: TokenStream = match value {
        Value::Flag => quote!(#key),
        Value::Literal(literal) => quote!(#literal),
        Value::Other(tokens) => tokens.clone(),
        Value::Malformed => return,
    };
    errors.add(
        place,
        format_args!("`{key}` takes {expected}"),
        format_args!("write `{example}`"),
    );
}
