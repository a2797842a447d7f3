//! What `#[dependency]` writes for a function, and calls for each of its calls.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};

use super::call;
use super::classify::Classify;
use super::failure::{Failure, falls_back};
use super::guard::Guard;
use super::registry::Registry;
use crate::context::RequestContext;

/// What a function under `#[dependency]` says, and where.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct SaidOfDependency {
    /// [As the vocabulary writes it](hardpoint_policy::DependencySpec::written).
    pub(crate) text: &'static str,
    pub(crate) module: &'static str,
    timeout_millis: u64,
}

impl SaidOfDependency {
    #[must_use]
    pub const fn new(text: &'static str, module: &'static str, timeout_millis: u64) -> Self {
        Self {
            text,
            module,
            timeout_millis,
        }
    }

    /// For how long a call may go on, in milliseconds.
    #[must_use]
    pub const fn timeout_millis(&self) -> u64 {
        self.timeout_millis
    }
}

/// The guard of a function under `#[dependency]`, which is made for its first call.
#[doc(hidden)]
#[derive(Debug)]
pub struct DeclaredDependency {
    said: SaidOfDependency,
    guard: OnceLock<Guard>,
}

impl DeclaredDependency {
    #[must_use]
    pub const fn new(said: SaidOfDependency) -> Self {
        Self {
            said,
            guard: OnceLock::new(),
        }
    }

    /// That of the process.
    fn guard(&self) -> &Guard {
        self.guard.get_or_init(|| {
            let registry = Registry::process();
            registry.declared(self.said.text, self.said.module)
        })
    }

    /// That of the test whose request this task serves, if one does: by the clock that the test
    /// turns, and with a breaker that no other test has opened.
    fn guard_of_a_test(&self) -> Option<Guard> {
        let request = RequestContext::current()?;
        let clock = request.clock();
        if clock.is_system() {
            return None;
        }
        Some(Registry::of(clock).declared(self.said.text, self.said.module))
    }
}

/// Makes a call that must not be made twice.
pub(super) async fn call_dependency<T, E, F>(
    declared: &'static DeclaredDependency,
    key: Option<Key>,
    body: impl FnOnce() -> F,
) -> Result<T, E>
where
    E: Failure,
    F: Future<Output = Result<T, E>>,
{
    let of_a_test = declared.guard_of_a_test();
    let guard = of_a_test.as_ref().unwrap_or_else(|| declared.guard());
    call::once(guard, key, body).await
}

/// Makes a call that may be made again.
pub(super) async fn repeat_dependency<T, E, F>(
    declared: &'static DeclaredDependency,
    key: Option<Key>,
    body: impl FnMut() -> F,
) -> Result<T, E>
where
    E: Failure,
    F: Future<Output = Result<T, E>>,
{
    let of_a_test = declared.guard_of_a_test();
    let guard = of_a_test.as_ref().unwrap_or_else(|| declared.guard());
    call::repeat(guard, key, body).await
}

/// Whether the function's fallback is asked in place of the answer that it has not got; it is
/// counted then.
#[doc(hidden)]
pub fn asks_fallback<E: Classify>(declared: &'static DeclaredDependency, error: &E) -> bool {
    let asks = falls_back(error);
    if asks {
        let of_a_test = declared.guard_of_a_test();
        let guard = of_a_test.as_ref().unwrap_or_else(|| declared.guard());
        guard.meters().fell_back();
    }
    asks
}

/// The key that makes a call repeatable.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Key(Arc<str>);

impl Key {
    /// Whatever can be written.
    #[must_use]
    pub fn of(key: &(impl fmt::Display + ?Sized)) -> Self {
        Self(key.to_string().into())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An argument for one attempt of several: a copy of its own, or the same reference.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is there for one attempt only, and this call may be made again\n\
               help: take it by `&`, implement `Clone` for it, or say `retry = \"none because:…\"`",
    label = "each attempt needs one of its own"
)]
pub trait Again: Sized {
    fn again(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Again for T {
    fn again(&self) -> Self {
        self.clone()
    }
}

/// One more of the same.
#[doc(hidden)]
pub fn again<T: Again>(argument: &T) -> T {
    argument.again()
}
