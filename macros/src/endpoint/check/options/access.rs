//! `auth` and `public`: who may call, or that everyone may.

use hardpoint_policy::{Access, EndpointSpec};

use super::Places;
use super::policies::accept;
use super::values::{text, wrong_kind};
use crate::attribute::options::place;
use crate::attribute::{AttributeInput, OptionInput, Value};
use crate::errors::Errors;

/// A flag, or scopes. A wrong value still says that the endpoint is not for everyone.
pub(super) fn auth(option: &OptionInput, errors: &mut Errors) -> Access {
    let read = match &option.value {
        Value::Flag => None,
        Value::List(_, items) => {
            wrong_list(option, items, errors);
            None
        }
        _ => text(option, errors).and_then(|text| {
            let read = Access::of_scopes(&text.value());
            accept(option, &text, read, errors)
        }),
    };
    read.unwrap_or(Access::Principal)
}

/// A flag; beside `auth`, which stands, it is a mistake that is told once both are read.
pub(super) fn public(option: &OptionInput, spec: &mut EndpointSpec, errors: &mut Errors) {
    match option.value {
        Value::Flag | Value::Malformed => {}
        _ => errors.add(
            place(option),
            "`public` is a flag, and takes no value",
            "write `public`, or remove it",
        ),
    }
    if spec.access == Access::Unstated {
        spec.access = Access::Public;
    }
}

/// Each says the opposite of the other.
pub(super) fn are_not_both_said(input: &AttributeInput, places: &Places, errors: &mut Errors) {
    if !(places.said("auth") && places.said("public")) {
        return;
    }
    let public = input
        .options
        .iter()
        .find(|option| option.name() == "public");
    if let Some(option) = public {
        errors.add(
            &option.key,
            "`public` lets everyone call, and `auth` does not",
            "keep one of the two",
        );
    }
}

/// Scopes are one text; what was meant is likely that, with commas.
fn wrong_list(option: &OptionInput, items: &[Value], errors: &mut Errors) {
    let scopes: Option<Vec<String>> = items
        .iter()
        .map(|item| match item {
            Value::Text(text) => Some(text.value()),
            _ => None,
        })
        .collect();
    match scopes {
        Some(scopes) if !scopes.is_empty() => errors.add(
            &option.value,
            "`auth` takes its scopes in one text",
            format_args!("write `auth = \"{}\"`", scopes.join(",")),
        ),
        _ => wrong_kind(option, &option.value, errors),
    }
}
