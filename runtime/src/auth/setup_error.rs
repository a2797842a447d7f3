//! Why an authenticator cannot be set up.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// Why an authenticator cannot be set up: its keys cannot be used, or it was not told what it has
/// to check. It says nothing of a key's value.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupError(Cow<'static, str>);

impl SetupError {
    pub(super) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As it is displayed, so that a `main` can return it.
impl fmt::Debug for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for SetupError {}
