//! An error's source as the standard library's type, boxed or not: for derived code.

use std::error::Error;

/// An error's source as the standard library's type.
///
/// `Box<dyn Error + Send + Sync>` is no `Error` itself; calling the method on it finds the
/// implementation of what is in the box.
pub trait AsSource {
    /// The error itself.
    fn as_source(&self) -> &(dyn Error + 'static);
}

impl<T: Error + 'static> AsSource for T {
    fn as_source(&self) -> &(dyn Error + 'static) {
        self
    }
}

impl AsSource for dyn Error + 'static {
    fn as_source(&self) -> &(dyn Error + 'static) {
        self
    }
}

impl AsSource for dyn Error + Send + 'static {
    fn as_source(&self) -> &(dyn Error + 'static) {
        self
    }
}

impl AsSource for dyn Error + Send + Sync + 'static {
    fn as_source(&self) -> &(dyn Error + 'static) {
        self
    }
}
