//! What of an endpoint others can clash with.

use hardpoint_policy::Method;

use crate::error::ErrorCodes;
use crate::registry::Entry;

/// What of an endpoint others can clash with: all that the compiler has to read of the whole list.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub(crate) name: &'static str,
    pub(crate) methods: &'static [Method],
    pub(crate) path: Option<&'static str>,
    pub(crate) module: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) errors: &'static ErrorCodes,
    /// The endpoint itself.
    pub(crate) entry: fn() -> Entry,
}
