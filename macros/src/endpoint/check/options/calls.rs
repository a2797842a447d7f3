//! `calls`: the functions under `#[dependency]` for which the handler waits.

use quote::ToTokens;
use syn::Path;

use super::VOCABULARY;
use crate::attribute::options::place;
use crate::attribute::{OptionInput, Value};
use crate::errors::Errors;

/// The paths in the list.
pub(super) fn calls(option: &OptionInput, errors: &mut Errors) -> Vec<Path> {
    let wrong = |place: &dyn ToTokens, message: &str, help: String, errors: &mut Errors| {
        errors.add(place, message, help);
        Vec::new()
    };
    match &option.value {
        Value::List(_, items) if items.is_empty() => wrong(
            &option.value,
            "`calls` lists nothing that is called",
            "remove it, or write `calls = [stock]`".to_owned(),
            errors,
        ),
        Value::List(_, items) => {
            let paths = items.iter().filter_map(|item| {
                let path = path(item);
                if path.is_none() {
                    wrong(
                        item,
                        "`calls` takes the paths of functions, and nothing else",
                        "write `calls = [stock, payments::charge]`".to_owned(),
                        errors,
                    );
                }
                path
            });
            paths.collect()
        }
        Value::Path(path) => wrong(
            path,
            "`calls` takes a list",
            format!("write `calls = [{}]`", super::paths::text(path)),
            errors,
        ),
        Value::Malformed => Vec::new(),
        value => {
            let message = match value {
                Value::Flag => "`calls` needs a value",
                _ => "`calls` takes a list of the paths of functions",
            };
            let help = format!("write `{}`", VOCABULARY.example("calls"));
            wrong(&place(option), message, help, errors)
        }
    }
}

/// A path, with the parameters of types in it or without.
fn path(item: &Value) -> Option<Path> {
    match item {
        Value::Path(path) => Some(path.clone()),
        Value::Other(tokens) => syn::parse2(tokens.clone()).ok(),
        _ => None,
    }
}
