//! One option that stands in the file.

use crate::toml_file::{Entry, TomlFile, Value};

/// An option in `[defaults]` or in a policy.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) option: String,
    pub(crate) value: Value,
    /// Whether something is wrong with it, which has been said: it counts as stated, and holds
    /// no value.
    pub(crate) is_wrong: bool,
    /// `` `timeout = "5s"` stands in hardpoint.toml:3:11 ``
    pub(crate) origin: String,
}

impl Setting {
    pub(super) fn new(option: &str, entry: &Entry, is_wrong: bool, file: &TomlFile) -> Self {
        let Entry { key, value, .. } = entry;
        let written = file.written(value);
        let said = match written.contains('\n') {
            true => format!("`{key}`"),
            false => format!("`{key} = {written}`"),
        };
        Self {
            option: option.to_owned(),
            value: value.clone(),
            is_wrong,
            origin: format!("{said} stands in {}", file.at(value.place)),
        }
    }
}
