//! A value that is not shown.

use std::fmt;

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret as _, SecretBox};

/// What can be cleared from memory, as a [`Secret`] is when it goes: every [`Zeroize`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cleared from memory, and a `Secret` is when it goes\n\
               help: keep a `Secret<String>` or a `Secret<Vec<u8>>` and make `{Self}` of it where it is used, or write `impl hardpoint::settings::Zeroize for {Self}`",
    label = "cannot be cleared"
)]
pub trait Clear: Zeroize {}

#[diagnostic::do_not_recommend]
impl<T: Zeroize> Clear for T {}

/// A value that is never printed, logged or serialised, and whose memory is cleared when it goes.
///
/// It is no [`Display`](fmt::Display) and no `Serialize`, so that a password can come into a log
/// line or an answer only where [`expose`](Self::expose) is written.
///
/// ```
/// use hardpoint::Secret;
///
/// let password = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "hunter2");
/// ```
///
/// ```compile_fail
/// # let password = hardpoint::Secret::new("hunter2".to_owned());
/// println!("{password}");
/// ```
pub struct Secret<T>(SecretBox<Kept<T>>);

impl<T: Clear> Secret<T> {
    /// Keeps a value from being shown.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self::cleared_by(T::zeroize, value)
    }
}

impl<T> Secret<T> {
    /// Keeps a value that is cleared in this way.
    pub(super) fn cleared_by(clear: fn(&mut T), value: T) -> Self {
        Self(SecretBox::new(Box::new(Kept { value, clear })))
    }

    /// The value.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0.expose_secret().value
    }
}

/// A value, and how it is cleared: what cannot be is refused where a secret is made of it, in one
/// place, and not wherever the type is written down.
struct Kept<T> {
    value: T,
    clear: fn(&mut T),
}

impl<T> Zeroize for Kept<T> {
    fn zeroize(&mut self) {
        (self.clear)(&mut self.value);
    }
}

/// Each copy is cleared by itself.
impl<T: Clear + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self::new(self.expose().clone())
    }
}

impl<T: Clear> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
