//! What kind of value an option takes, and what is said where it has another.

use syn::LitStr;

use super::VOCABULARY;
use crate::attribute::{OptionInput, Value};
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
    let help = match (option.name().as_str(), value) {
        ("idempotent", Value::Other(_)) => {
            "write `idempotent`, or `idempotent = \"optional\"`".to_owned()
        }
        ("auth", Value::Other(_)) => format!("write `auth`, or `{}`", VOCABULARY.example("auth")),
        _ => return VOCABULARY.wrong_kind(option, value, errors),
    };
    let message = format!("`{}` is a flag, or takes text", option.name());
    errors.add(value, message, help);
}

/// What a user might paste; nothing for what is no option.
pub(super) fn example(name: &str) -> String {
    VOCABULARY.example(name).to_owned()
}
