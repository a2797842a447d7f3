//! What the tests of guarded calls have in common.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::FutureExt;

use crate::clock::{Clock, ManualClock};
use crate::dependency::{DependencyError, ErrorClass, Guard, GuardBuilder, RetryBudget};

pub(super) type Answer = Result<u32, DependencyError>;

/// A guard that a test puts together, with the hand of its clock and a budget of its own.
pub(super) fn guard(built: impl FnOnce(GuardBuilder) -> GuardBuilder) -> (Guard, ManualClock) {
    let (clock, hand) = Clock::manual();
    let builder = Guard::builder("inventory")
        .clock(clock)
        .budget(&RetryBudget::new());
    match built(builder).build() {
        Ok(guard) => (guard, hand),
        Err(error) => panic!("{error}"),
    }
}

/// An error of that class.
pub(super) fn failed(class: ErrorClass) -> DependencyError {
    DependencyError::classed(class, io::Error::other("what the dependency said"))
}

/// What a call has come to, if it has.
pub(super) fn polled<T>(call: &mut Pin<Box<impl Future<Output = T>>>) -> Option<T> {
    call.as_mut().now_or_never()
}

/// How often something was done.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU32);

impl Count {
    /// Once more: the how manieth time it is, from 1.
    pub(super) fn up(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
