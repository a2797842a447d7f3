//! What of an endpoint others can clash with.

use std::borrow::Cow;
use std::mem;

use hardpoint_policy::{EndpointSpec, Method};

use crate::error::ErrorCodes;
use crate::registry::Entry;

/// What of an endpoint others can clash with: all that the compiler has to read of the whole list.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub(super) name: &'static str,
    pub(super) methods: &'static [Method],
    pub(super) path: Option<&'static str>,
    pub(super) module: &'static str,
    pub(super) file: &'static str,
    pub(super) line: u32,
    pub(super) errors: &'static ErrorCodes,
    /// The endpoint itself.
    pub(crate) entry: fn() -> Entry,
}

impl Face {
    /// The face of an endpoint that promises `spec`, as the attribute writes it: all of it borrowed.
    pub(crate) const fn of(
        spec: EndpointSpec,
        errors: &'static ErrorCodes,
        entry: fn() -> Entry,
    ) -> Self {
        let face = Self {
            name: borrowed(&spec.name),
            methods: match &spec.methods {
                Cow::Borrowed(methods) => methods,
                Cow::Owned(_) => &[],
            },
            path: match &spec.path {
                Some(path) => Some(borrowed(path)),
                None => None,
            },
            module: spec.module,
            file: spec.file,
            line: spec.line,
            errors,
            entry,
        };
        // A constant function can drop nothing.
        mem::forget(spec);
        face
    }
}

#[expect(
    clippy::ptr_arg,
    reason = "a constant function cannot look into a `Cow` by itself"
)]
const fn borrowed(text: &Cow<'static, str>) -> &'static str {
    match text {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    }
}
