//! Which request the task that runs on this thread serves.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::RequestContext;

thread_local! {
    /// None where a task serves no request, or does something else in between.
    static CURRENT: Cell<Option<RequestContext>> = const { Cell::new(None) };
}

/// The request that is served now, if one is.
pub(super) fn current() -> Option<RequestContext> {
    let look = |current: &Cell<Option<RequestContext>>| {
        let context = current.take();
        current.set(context.clone());
        context
    };
    // A thread that ends serves nobody.
    CURRENT.try_with(look).ok().flatten()
}

/// Does `work` as a part of the request of `context`, or of none.
pub(super) fn during<T>(mut context: Option<RequestContext>, work: impl FnOnce() -> T) -> T {
    let _current = Current::of(&mut context);
    work()
}

pin_project! {
    /// Work that is polled, and dropped, as a part of a request, or of none: as a task local of
    /// tokio's is, which copies every output several times.
    pub(super) struct Within<F> {
        context: Option<RequestContext>,
        #[pin]
        work: Option<F>,
    }

    impl<F> PinnedDrop for Within<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _current = Current::of(this.context);
            this.work.set(None);
        }
    }
}

impl<F> Within<F> {
    pub(super) fn new(context: Option<RequestContext>, work: F) -> Self {
        Self {
            context,
            work: Some(work),
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _current = Current::of(this.context);
        match this.work.as_pin_mut() {
            Some(work) => work.poll(cx),
            // It is there for as long as this future is.
            None => Poll::Pending,
        }
    }
}

/// Makes a context the current one for as long as it lives. Meanwhile what was current before is
/// kept where the context came from.
struct Current<'c>(&'c mut Option<RequestContext>);

impl<'c> Current<'c> {
    fn of(context: &'c mut Option<RequestContext>) -> Self {
        exchange(context);
        Self(context)
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        exchange(self.0);
    }
}

fn exchange(context: &mut Option<RequestContext>) {
    let _ = CURRENT.try_with(|current| *context = current.replace(context.take()));
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;

    use futures_util::FutureExt;

    use super::*;

    fn path() -> Option<String> {
        current().map(|context| context.path().to_owned())
    }

    /// Tells what is current when it is dropped.
    struct AtEnd(Arc<parking_lot::Mutex<Option<String>>>);

    impl Drop for AtEnd {
        fn drop(&mut self) {
            *self.0.lock() = path();
        }
    }

    #[test]
    fn what_was_current_before_is_current_after() {
        let inner = || Some(RequestContext::of_a_test("/inner"));
        during(Some(RequestContext::of_a_test("/outer")), || {
            assert_eq!(path().as_deref(), Some("/outer"));
            during(inner(), || assert_eq!(path().as_deref(), Some("/inner")));
            during(None, || assert_eq!(path(), None));
            let panicked = catch_unwind(AssertUnwindSafe(|| during(inner(), || panic!("its own"))));
            assert!(panicked.is_err());
            assert_eq!(path().as_deref(), Some("/outer"));
        });
        assert_eq!(path(), None);
    }

    #[test]
    fn work_is_polled_and_dropped_within_its_request() {
        let told = Arc::new(parking_lot::Mutex::new(None));
        let at_end = AtEnd(Arc::clone(&told));
        let mut turns = 0;
        let work = std::future::poll_fn(move |_| {
            let _until_dropped = &at_end;
            turns += 1;
            match turns {
                3 => Poll::Ready(path()),
                _ => Poll::Pending,
            }
        });
        let context = Some(RequestContext::of_a_test("/work"));
        let mut within = Box::pin(Within::new(context, work));
        assert_eq!(within.as_mut().now_or_never(), None);
        assert_eq!(within.as_mut().now_or_never(), None);
        assert_eq!(path(), None);
        let output = within.as_mut().now_or_never();
        assert_eq!(output, Some(Some("/work".to_owned())));
        drop(within);
        assert_eq!(told.lock().as_deref(), Some("/work"));
        assert_eq!(path(), None);
    }
}
