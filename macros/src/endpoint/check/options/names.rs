//! Options whose values are names: what the operation is called, and its group.

use syn::LitStr;

use super::values::{example, text};
use crate::attribute::OptionInput;
use crate::attribute::options::is_id;
use crate::errors::Errors;

/// A name goes into headers, metrics and keys of stores.
pub(super) fn word(option: &OptionInput, errors: &mut Errors) -> Option<String> {
    let text = text(option, errors)?;
    let word = text.value();
    if is_id(&word) {
        return Some(word);
    }
    refuse_name(&text, &word, errors);
    None
}

pub(in crate::endpoint::check) fn refuse_name(place: &LitStr, name: &str, errors: &mut Errors) {
    errors.add(
        place,
        format_args!("`name`: `{name}` is not an operation's id"),
        "write 1 to 64 of the characters `A-Z a-z 0-9 _ . -`",
    );
}

pub(super) fn line(option: &OptionInput, errors: &mut Errors) -> Option<String> {
    let text = text(option, errors)?;
    let line = text.value();
    if !line.trim().is_empty() && !line.contains(char::is_control) {
        return Some(line);
    }
    errors.add(
        text,
        format_args!("`{}` is empty, or more than a line", option.name()),
        format_args!("write `{}`", example(&option.name())),
    );
    None
}
