//! Which call of a dependency the task that runs on this thread is inside of.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
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
            if this.work.is_some() {
                let _current = Current::of(this.call);
                this.work.set(None);
            }
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let _current = Current::of(this.call);
        let Some(work) = this.work.as_mut().as_pin_mut() else {
            // It is there until it is done, and nobody polls it then.
            return Poll::Pending;
        };
        let output = ready!(work.poll(cx));
        this.work.set(None);
        Poll::Ready(output)
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::{pending, poll_fn};

    use futures_util::FutureExt;

    use super::*;

    fn call(name: &str) -> Call {
        let (clock, _hand) = Clock::manual();
        Call {
            dependency: name.into(),
            key: None,
            attempt: 1,
            until: clock.now(),
            clock,
        }
    }

    fn name() -> Option<String> {
        current().map(|call| call.name().to_owned())
    }

    /// Tells inside of which call it is dropped.
    struct AtEnd<'t>(&'t RefCell<Vec<Option<String>>>);

    impl Drop for AtEnd<'_> {
        fn drop(&mut self) {
            self.0.borrow_mut().push(name());
        }
    }

    #[test]
    fn work_is_polled_and_dropped_inside_of_its_call() {
        let told = RefCell::new(Vec::new());
        let work = |ends| {
            let at_end = AtEnd(&told);
            let polled = poll_fn(move |_| match ends {
                true => Poll::Ready(name()),
                false => Poll::Pending,
            });
            async move {
                let _at_end = at_end;
                polled.await
            }
        };
        let done = call("one").scope(work(true)).now_or_never();
        assert_eq!(done, Some(Some("one".to_owned())));
        assert!(call("two").scope(work(false)).now_or_never().is_none());
        let both = [Some("one".to_owned()), Some("two".to_owned())];
        assert_eq!(*told.borrow(), both);
        assert_eq!(name(), None);
    }

    #[test]
    fn calls_beside_each_other_do_not_meet() {
        let mut outer = Box::pin(call("outer").scope(async {
            assert_eq!(name().as_deref(), Some("outer"));
            call("inner").scope(pending::<()>()).await;
        }));
        assert!(outer.as_mut().now_or_never().is_none());
        let beside = call("beside").scope(async { name() }).now_or_never();
        assert_eq!(beside, Some(Some("beside".to_owned())));
        assert!(outer.as_mut().now_or_never().is_none());
        assert_eq!(name(), None);
    }
}
