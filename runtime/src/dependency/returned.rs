//! What a function under `#[dependency]` returns, and its calls in terms of that.

use std::future::Future;

use futures_util::FutureExt;

use super::declared::{DeclaredDependency, Key, call_dependency, repeat_dependency};
use super::failure::Failure;

/// What a dependency may return: a `Result<T, E>`, under whatever name.
///
/// The calls are bound by this alone, so that the compiler has one thing to say of a type that is
/// none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a dependency can return: nobody could see it fail\n\
               help: return `Result<{Self}, hardpoint::dependency::DependencyError>`",
    label = "this is no `Result`"
)]
pub trait Outcome: Sized {
    type Value;
    type Error: Failure;

    fn of(result: Result<Self::Value, Self::Error>) -> Self;
    fn into_result(self) -> Result<Self::Value, Self::Error>;
}

impl<T, E: Failure> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;

    fn of(result: Self) -> Self {
        result
    }

    fn into_result(self) -> Self {
        self
    }
}

/// Nothing at all, of the type that a function returns: it tells the compiler what an attempt gives
/// back, before it has read the body.
#[doc(hidden)]
#[must_use]
pub const fn returned<R>() -> Option<R> {
    None
}

/// [`call_dependency`], for what a function returns.
#[doc(hidden)]
pub fn call_once<R: Outcome, F: Future<Output = R>>(
    declared: &'static DeclaredDependency,
    key: Option<Key>,
    body: impl FnOnce() -> F,
) -> impl Future<Output = R> {
    call_dependency(declared, key, || body().map(R::into_result)).map(R::of)
}

/// [`repeat_dependency`], for what a function returns.
#[doc(hidden)]
pub fn call_repeatedly<R: Outcome, F: Future<Output = R>>(
    declared: &'static DeclaredDependency,
    key: Option<Key>,
    mut body: impl FnMut() -> F,
) -> impl Future<Output = R> {
    repeat_dependency(declared, key, move || body().map(R::into_result)).map(R::of)
}
