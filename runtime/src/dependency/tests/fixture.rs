//! What the tests of guarded calls have in common.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::FutureExt;

use crate::clock::{Clock, ManualClock};
use crate::dependency::breaker::Told;
use crate::dependency::{DependencyError, ErrorClass, Guard, GuardBuilder, Rejected, RetryBudget};

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

/// An answer that is an error of that class.
pub(super) fn failed(class: ErrorClass) -> Answer {
    Err(DependencyError::classed(
        class,
        io::Error::other("what the dependency said"),
    ))
}

/// What a call has come to, if it has.
pub(super) fn polled<F: Future>(call: &mut Pin<Box<F>>) -> Option<F::Output> {
    call.as_mut().now_or_never()
}

/// What a call comes to at once.
pub(super) fn done<F: Future>(call: F) -> F::Output {
    match call.now_or_never() {
        Some(done) => done,
        None => panic!("it waits"),
    }
}

/// What a call comes to, with the clock turned on to whatever it waits for.
pub(super) fn turned<F: Future>(hand: &ManualClock, call: F) -> F::Output {
    let mut call = Box::pin(call);
    for _ in 0..1_000 {
        if let Some(done) = polled(&mut call) {
            return done;
        }
        hand.advance_to_next();
    }
    panic!("it waits for something else than the clock");
}

/// Which refusal it was: `open`, `full`, `deadline`, `attempt`.
pub(super) fn rejection(answer: &Answer) -> Option<&'static str> {
    match answer {
        Err(DependencyError::Rejected(rejected)) => Some(Rejected::kind(rejected)),
        _ => None,
    }
}

/// The kind of the failure.
pub(super) fn failure(answer: &Answer) -> Option<&str> {
    match answer {
        Err(DependencyError::Failed { class, .. }) => Some(&class.kind),
        _ => None,
    }
}

/// What can be seen of a guard's breaker.
pub(super) fn breaker(guard: &Guard) -> Told {
    match &guard.shared().breaker {
        Some(breaker) => breaker.told(guard.clock().now()),
        None => panic!("it has no breaker"),
    }
}

/// What a guard's breaker has counted: failures, and attempts.
pub(super) fn counted(guard: &Guard) -> (u64, u64) {
    let told = breaker(guard);
    (told.failures, told.calls)
}

/// How many calls are made.
pub(super) fn in_flight(guard: &Guard) -> usize {
    guard.bulkhead().map_or(0, |bulkhead| bulkhead.in_flight())
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
