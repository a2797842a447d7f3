//! The options of `#[api(…)]`, each by itself: known, said once, of the right kind.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Lit, LitStr, Path};

use super::attribute::{OptionInput, Value};
use super::snake::{is_snake, snake};
use crate::errors::Errors;

/// What one `#[api(…)]` says.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) status: Option<Given<u16>>,
    pub(super) code: Option<Given<LitStr>>,
    pub(super) message: Option<Given<LitStr>>,
    pub(super) retry_after: Option<Given<u64>>,
    pub(super) retryable: Option<Given<()>>,
    pub(super) not_retryable: Option<Given<()>>,
    pub(super) is_final: Option<Given<()>>,
    pub(super) not_final: Option<Given<()>>,
    pub(super) internal: Option<Given<()>>,
    pub(super) transparent: Option<Given<()>>,
    pub(super) slo: Option<Given<bool>>,
    pub(super) breaker: Option<Given<bool>>,
    pub(super) level: Option<Given<&'static str>>,
    pub(super) root: Option<Given<Path>>,
}

/// An option that is said; its value is missing where it was wrong, which has been told.
#[derive(Debug)]
pub(super) struct Given<T> {
    pub(super) key: Ident,
    pub(super) value: Option<T>,
}

/// On what the attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Enum,
    Struct,
    Variant,
}

/// The options of a variant; `crate` is the only one of an enum.
const KEYS: [&str; 13] = [
    "status",
    "code",
    "message",
    "retry_after",
    "retryable",
    "not_retryable",
    "final",
    "not_final",
    "internal",
    "transparent",
    "slo",
    "breaker",
    "level",
];

/// The levels, and the variants of `LogLevel`.
const LEVELS: [(&str, &str); 6] = [
    ("error", "Error"),
    ("warn", "Warn"),
    ("info", "Info"),
    ("debug", "Debug"),
    ("trace", "Trace"),
    ("off", "Off"),
];

impl Options {
    /// Reads each option by itself.
    pub(super) fn read(written: Vec<OptionInput>, place: Place, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for option in written {
            let name = option.name();
            let OptionInput { key, value } = option;
            if seen.contains(&name) {
                errors.add(
                    &key,
                    format_args!("`{name}` is said twice"),
                    "leave one of them out",
                );
                continue;
            }
            if is_out_of_place(&key, &name, place, errors) {
                continue;
            }
            options.take(&key, &name, value, place, errors);
            seen.push(name);
        }
        options
    }

    fn take(&mut self, key: &Ident, name: &str, value: Value, place: Place, errors: &mut Errors) {
        match name {
            "status" => self.status = Some(given(key, status(key, value, errors))),
            "code" => self.code = Some(given(key, code(key, value, errors))),
            "message" => self.message = Some(given(key, message(key, value, errors))),
            "retry_after" => self.retry_after = Some(given(key, duration(key, value, errors))),
            "retryable" => self.retryable = Some(given(key, flag(key, value, errors))),
            "not_retryable" => self.not_retryable = Some(given(key, flag(key, value, errors))),
            "final" => self.is_final = Some(given(key, flag(key, value, errors))),
            "not_final" => self.not_final = Some(given(key, flag(key, value, errors))),
            "internal" => self.internal = Some(given(key, flag(key, value, errors))),
            "transparent" => self.transparent = Some(given(key, flag(key, value, errors))),
            "slo" => self.slo = Some(given(key, boolean(key, value, errors))),
            "breaker" => self.breaker = Some(given(key, boolean(key, value, errors))),
            "level" => self.level = Some(given(key, level(key, value, errors))),
            "crate" => self.root = Some(given(key, path(key, value, errors))),
            _ => unknown(key, name, place, errors),
        }
    }
}

fn given<T>(key: &Ident, value: Option<T>) -> Given<T> {
    Given {
        key: key.clone(),
        value,
    }
}

/// An enum says where the crate is, its variants say the rest.
fn is_out_of_place(key: &Ident, name: &str, place: Place, errors: &mut Errors) -> bool {
    match place {
        Place::Enum if KEYS.contains(&name) => errors.add(
            key,
            format_args!("`{name}` is said by each variant, not by the enum"),
            format_args!("write `#[api({name} …)]` on the variant"),
        ),
        Place::Variant if name == "crate" => errors.add(
            key,
            "`crate` is said once, by the enum",
            "write `#[api(crate = \"…\")]` on the enum",
        ),
        _ => return false,
    }
    true
}

fn unknown(key: &Ident, name: &str, place: Place, errors: &mut Errors) {
    let keys: &[&str] = match place {
        Place::Enum => &["crate"],
        Place::Struct | Place::Variant => &KEYS,
    };
    let message = format!("there is no option `{name}`");
    match hardpoint_policy::nearest(name, keys.iter().copied()) {
        Some(near) => errors.add(key, message, format_args!("did you mean `{near}`?")),
        None => errors.add(
            key,
            message,
            format_args!("the options are `{}`", keys.join("`, `")),
        ),
    }
}

fn status(key: &Ident, value: Value, errors: &mut Errors) -> Option<u16> {
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

fn code(key: &Ident, value: Value, errors: &mut Errors) -> Option<LitStr> {
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

fn message(key: &Ident, value: Value, errors: &mut Errors) -> Option<LitStr> {
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

fn duration(key: &Ident, value: Value, errors: &mut Errors) -> Option<u64> {
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

fn level(key: &Ident, value: Value, errors: &mut Errors) -> Option<&'static str> {
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

fn path(key: &Ident, value: Value, errors: &mut Errors) -> Option<Path> {
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

fn boolean(key: &Ident, value: Value, errors: &mut Errors) -> Option<bool> {
    match value {
        Value::Literal(Lit::Bool(literal)) => Some(literal.value),
        value => {
            let example = format!("{key} = false");
            wrong_kind(key, &value, "`true` or `false`", &example, errors);
            None
        }
    }
}

fn flag(key: &Ident, value: Value, errors: &mut Errors) -> Option<()> {
    match value {
        Value::Flag => Some(()),
        value => {
            wrong_kind(key, &value, "no value", &key.to_string(), errors);
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
