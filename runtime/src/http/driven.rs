//! Work that is polled where it is awaited, while its connections are driven on threads of their own.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::threads::Threads;

pin_project! {
    /// Whatever it spawns, registers or waits for belongs to those threads: a connection that it
    /// opens is of use to all workers, and stands still for none that is busy.
    pub(super) struct Driven<F> {
        threads: Threads,
        #[pin]
        work: Option<F>,
    }

    impl<F> PinnedDrop for Driven<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // A connection that is given back may want to be looked after.
            let _there = this.threads.enter();
            this.work.set(None);
        }
    }
}

impl<F> Driven<F> {
    pub(super) fn by(threads: &Threads, work: F) -> Self {
        Self {
            threads: threads.clone(),
            work: Some(work),
        }
    }
}

impl<F: Future> Future for Driven<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _there = this.threads.enter();
        match this.work.as_pin_mut() {
            Some(work) => work.poll(cx),
            // It is there until it is dropped.
            None => Poll::Pending,
        }
    }
}
