//! One thing that is wrong with a file.

use proc_macro2::Span;

use crate::errors::Errors;

/// A mistake in a file: where, what, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// `hardpoint.toml:3:11`, or the file alone where it cannot be read.
    pub(crate) at: String,
    /// One sentence in lower case.
    pub(crate) message: String,
    /// With text that can be pasted.
    pub(crate) help: String,
}

impl Fault {
    pub(crate) fn new(
        at: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            at: at.into(),
            message: message.into(),
            help: help.into(),
        }
    }

    /// Notes it at `span`, the code that asked for the file.
    pub(crate) fn tell(&self, span: Span, errors: &mut Errors) {
        let Self { at, message, help } = self;
        errors.add_at(span, format_args!("{at}: {message}"), help);
    }
}
