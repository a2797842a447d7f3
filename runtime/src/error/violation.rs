//! One thing wrong with a request's input, by its name on the wire.

use std::borrow::Cow;

use serde::Serialize;

/// One thing wrong with a request's input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where: a JSON Pointer in fragment form for the body (`#/items/0/quantity`), else
    /// `query/name`, `path/name` or `header/name`.
    pub pointer: String,
    /// What kind, stable and in snake_case: `unknown_field`, `missing`, `type`, `invalid`, ….
    pub code: Cow<'static, str>,
    /// What is wrong, for a person.
    pub detail: String,
}
