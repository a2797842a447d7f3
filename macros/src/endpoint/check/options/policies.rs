//! Options whose values are policies, read by the policies' own grammar.

use std::str::FromStr;

use hardpoint_policy::{Idempotency, PolicyError, Rate, Tags, read_tags};
use syn::LitStr;

use super::values::{example, text, wrong_kind};
use crate::attribute::{OptionInput, Value};
use crate::errors::Errors;

/// The policy that the option's text says.
pub(super) fn policy<T: FromStr<Err = PolicyError>>(
    option: &OptionInput,
    errors: &mut Errors,
) -> Option<T> {
    let text = text(option, errors)?;
    accept(option, &text, text.value().parse(), errors)
}

/// A list of tags.
pub(super) fn tags(option: &OptionInput, errors: &mut Errors) -> Option<Tags> {
    let text = text(option, errors)?;
    accept(option, &text, read_tags(&text.value()), errors)
}

/// Notes in the grammar's own words what cannot be read.
pub(super) fn accept<T>(
    option: &OptionInput,
    text: &LitStr,
    read: Result<T, PolicyError>,
    errors: &mut Errors,
) -> Option<T> {
    read.map_err(|error| {
        let name = option.name();
        let help = error.help.unwrap_or_else(|| example(&name));
        errors.add(text, format_args!("`{name}`: {}", error.message), help);
    })
    .ok()
}

pub(super) fn rates(option: &OptionInput, errors: &mut Errors) -> Vec<Rate> {
    let Value::List(_, items) = &option.value else {
        return rate_alone(option, errors).into_iter().collect();
    };
    if items.is_empty() {
        errors.add(
            &option.value,
            "`rate` lists no limit",
            "remove it, or write `rate = \"10/min\"`",
        );
    }
    let texts = items.iter().filter_map(|item| match item {
        Value::Text(text) => Some(text),
        item => {
            wrong_kind(option, item, errors);
            None
        }
    });
    // Collected first: both steps note their mistakes.
    let texts: Vec<_> = texts.collect();
    texts
        .into_iter()
        .filter_map(|text| accept(option, text, text.value().parse(), errors))
        .collect()
}

/// One rate; several in one text are told the list.
fn rate_alone(option: &OptionInput, errors: &mut Errors) -> Option<Rate> {
    let text = text(option, errors)?;
    let value = text.value();
    let read = value.parse();
    let items: Vec<&str> = value.split([',', ';']).map(str::trim).collect();
    if items.len() > 1 && items.iter().all(|item| item.parse::<Rate>().is_ok()) {
        errors.add(
            &text,
            "`rate` takes several limits as a list",
            format_args!("write `rate = {items:?}`"),
        );
        return None;
    }
    accept(option, &text, read, errors)
}

pub(super) fn idempotency(option: &OptionInput, errors: &mut Errors) -> Idempotency {
    match option.value {
        Value::Flag => Idempotency::DEFAULT,
        _ => policy(option, errors).unwrap_or_default(),
    }
}
