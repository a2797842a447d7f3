//! Which call of a dependency the task that runs on this thread is inside of.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

use super::declared::Key;
use crate::clock::{Clock, Moment};
use crate::context::Deadline;

/// One attempt at a call of a dependency, as it is seen from inside: what a client of it sends along.
#[derive(Clone)]
pub struct Call {
    pub(super) dependency: Arc<str>,
    pub(super) key: Option<Key>,
    pub(super) attempt: u32,
    pub(super) until: Moment,
    pub(super) clock: Clock,
}

/// The call that this task is inside of; `None` outside of any.
///
/// ```
/// use hardpoint::dependency::{self, DependencyError, Guard};
///
/// # #[hardpoint::test]
/// # async fn within() -> Result<(), Box<dyn std::error::Error>> {
/// let inventory = Guard::builder("inventory").build()?;
/// let name = inventory
///     .once(|| async { Ok::<_, DependencyError>(dependency::current().map(|call| call.name().to_owned())) })
///     .await?;
/// assert_eq!(name.as_deref(), Some("inventory"));
/// # Ok(())
/// # }
/// ```
pub fn current() -> Option<Call> {
    let look = |current: &Cell<Option<Call>>| {
        let call = current.take();
        current.set(call.clone());
        call
    };
    // A thread that ends calls nobody.
    CURRENT.try_with(look).ok().flatten()
}

/// What the call that this task is inside of leaves of its attempt's time, at `now` of `clock`.
pub(super) fn remaining(clock: &Clock, now: Moment) -> Option<Duration> {
    let look = |current: &Cell<Option<Call>>| {
        let call = current.take()?;
        let remaining = call.deadline().remaining_at(clock, now);
        current.set(Some(call));
        remaining
    };
    CURRENT.try_with(look).ok().flatten()
}

impl Call {
    /// The name of the dependency.
    pub fn name(&self) -> &str {
        &self.dependency
    }

    /// The key that makes the call repeatable, the same for each attempt at it.
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(Key::as_str)
    }

    /// Which attempt it is, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Until when this attempt must have come to its end.
    pub fn deadline(&self) -> Deadline {
        Deadline::new(Some(self.until), self.clock.clone())
    }

    /// Runs `work` as this call.
    pub(super) fn scope<F: Future>(self, work: F) -> Within<F> {
        Within {
            call: Some(self),
            work: Some(work),
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key is nobody else's business.
        f.debug_struct("Call")
            .field("dependency", &self.dependency)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

thread_local! {
    /// None where a task calls nobody.
    static CURRENT: Cell<Option<Call>> = const { Cell::new(None) };
}

pin_project! {
    /// Work that is polled, and dropped, as a part of a call.
    pub(super) struct Within<F> {
        call: Option<Call>,
        #[pin]
        work: Option<F>,
    }

    impl<F> PinnedDrop for Within<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _current = Current::of(this.call);
            this.work.set(None);
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _current = Current::of(this.call);
        match this.work.as_pin_mut() {
            Some(work) => work.poll(cx),
            // It is there for as long as this future is.
            None => Poll::Pending,
        }
    }
}

/// Makes a call the current one for as long as it lives. Meanwhile what was current before is kept
/// where the call came from.
struct Current<'c>(&'c mut Option<Call>);

impl<'c> Current<'c> {
    fn of(call: &'c mut Option<Call>) -> Self {
        exchange(call);
        Self(call)
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        exchange(self.0);
    }
}

fn exchange(call: &mut Option<Call>) {
    let _ = CURRENT.try_with(|current| *call = current.replace(call.take()));
}
