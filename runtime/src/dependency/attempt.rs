//! One attempt at a call: its time, and what its end says of the dependency.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::classify::Classify;
use super::current::{Call, Within};
use super::failure::Failure;
use super::guard::Guard;
use super::meters::CallOutcome;
use super::run::Pass;
use super::timed::Timed;
use crate::clock::Moment;
use crate::error::ErrorClass;
use crate::within::Late;

pin_project! {
    /// An attempt, which tells the breaker of its end. Dropped before, it is told as nothing: nobody
    /// knows what would have become of it.
    ///
    /// By hand, for an `async fn` would hold the work twice.
    pub(super) struct Attempt<'g, F> {
        guard: &'g Guard,
        pass: Option<Pass<'g>>,
        // Whether the call's time is over before the attempt's.
        is_cut_short: bool,
        #[pin]
        work: Timed<'g, Within<F>>,
    }

    impl<F> PinnedDrop for Attempt<'_, F> {
        fn drop(this: Pin<&mut Self>) {
            if this.pass.is_some() {
                this.guard.meters().attempt_ended(CallOutcome::Cancelled);
            }
        }
    }
}

/// How an attempt has ended, and when.
pub(super) struct Ended<T, E> {
    pub(super) result: Result<T, Miss<E>>,
    pub(super) at: Moment,
}

impl<T, E> Ended<T, E> {
    /// Whether another attempt would come to nothing else: it has succeeded, or failed for good.
    pub(super) fn is_final(&self) -> bool {
        match &self.result {
            Ok(_) => true,
            Err(miss) => miss.class().is_some_and(|class| !class.retryable),
        }
    }
}

/// An attempt that has not gone well.
pub(super) enum Miss<E> {
    /// It has failed, and what to make of that.
    Failed(E, ErrorClass),
    /// Its time was over.
    Late,
    /// The call's time was over.
    Over,
}

impl<'g, F> Attempt<'g, F> {
    pub(super) fn new(
        guard: &'g Guard,
        pass: Pass<'g>,
        call: Call,
        is_cut_short: bool,
        work: F,
    ) -> Self
    where
        F: Future,
    {
        let until = call.until;
        Self {
            guard,
            pass: Some(pass),
            is_cut_short,
            work: Timed::new(call.scope(work), guard.clock(), until),
        }
    }
}

impl<T, E: Classify, F: Future<Output = Result<T, E>>> Future for Attempt<'_, F> {
    type Output = Ended<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Poll::Ready(done) = this.work.poll(cx) else {
            return Poll::Pending;
        };
        let at = this.guard.clock().now();
        let result = match done {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                let class = error.class();
                Err(Miss::Failed(error, class))
            }
            Err(Late) if *this.is_cut_short => Err(Miss::Over),
            Err(Late) => Err(Miss::Late),
        };
        // Polled once more, it has nothing left to tell.
        if let Some(pass) = this.pass.take() {
            this.guard.record(pass, &result, at);
        }
        Poll::Ready(Ended { result, at })
    }
}

impl<E> Miss<E> {
    /// What to make of it, where it is known.
    pub(super) fn class(&self) -> Option<&ErrorClass> {
        static LATE: std::sync::LazyLock<ErrorClass> =
            std::sync::LazyLock::new(ErrorClass::timeout);
        match self {
            Self::Failed(_, class) => Some(class),
            Self::Late => Some(&LATE),
            Self::Over => None,
        }
    }

    /// What the caller is told.
    pub(super) fn into_error(self, guard: &Guard) -> E
    where
        E: Failure,
    {
        match self {
            Self::Failed(error, _) => error,
            Self::Late => guard.late().into(),
            Self::Over => guard.deadline().into(),
        }
    }
}
