//! Options whose values are paths of Rust, bare or in quotes.

use quote::ToTokens;
use syn::Path;

use super::values::{example, place};
use crate::endpoint::attribute::{OptionInput, Value};
use crate::errors::Errors;
use crate::paths::Runtime;

/// The path under which the runtime is known.
pub(super) fn runtime(option: &OptionInput, errors: &mut Errors) -> Option<Runtime> {
    let path = match &option.value {
        Value::Path(path) => Ok(path.clone()),
        Value::Text(text) => text.parse_with(Path::parse_mod_style),
        Value::Malformed => return None,
        value => Err(syn::Error::new_spanned(value, "")),
    };
    path.map(Runtime::at)
        .map_err(|_| {
            errors.add(
                place(option),
                "`crate` takes the path under which `hardpoint` is known here",
                "write `crate = \"renamed_hardpoint\"`",
            );
        })
        .ok()
}

/// The path of a function, which is asked about each request.
pub(super) fn function(option: &OptionInput, errors: &mut Errors) -> Option<Path> {
    let path = match &option.value {
        Value::Path(path) => Some(path.clone()),
        Value::Text(text) => text.parse_with(Path::parse_mod_style).ok(),
        Value::Malformed => return None,
        _ => None,
    };
    if path.is_none() {
        let name = option.name();
        let message = match option.value {
            Value::Flag => format!("`{name}` needs a value"),
            _ => format!("`{name}` takes the path of a function, and nothing else"),
        };
        let help = format!("write `{}`", example(&name));
        errors.add(place(option), message, help);
    }
    path
}

/// The path as it is written: `orders::may_read`.
pub(super) fn text(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
