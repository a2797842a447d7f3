//! What a function under `#[dependency]` returns.

/// What a dependency may return: a `Result<T, E>`, under whatever name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a dependency can return: nobody could see it fail\n\
               help: return `Result<{Self}, hardpoint::dependency::DependencyError>`",
    label = "this is no `Result`"
)]
pub trait Outcome {}

impl<T, E> Outcome for Result<T, E> {}

/// Nothing at all, of the type that a function returns: it tells the compiler what an attempt gives
/// back, before it has read the body.
#[doc(hidden)]
#[must_use]
pub const fn returned<R: Outcome>() -> Option<R> {
    None
}
