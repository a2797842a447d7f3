//! Options whose values are paths of Rust, bare or in quotes.

use syn::Path;

use super::values::place;
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
