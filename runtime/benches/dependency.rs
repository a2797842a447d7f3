//! What a guarded call costs beside the same call without a guard.
//!
//! `cargo bench -p hardpoint --bench dependency`. The work is a future that is ready at once, or one
//! that waits for another turn of the executor: a guard sets a timer only for the second.
#![allow(clippy::unwrap_used, reason = "a bench that fails may say so")]

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use divan::Bencher;
use hardpoint::Clock;
use hardpoint::dependency::{DependencyError, Guard, RetryBudget};

fn main() {
    divan::main();
}

type Answer = Result<u64, DependencyError>;

async fn work(input: u64) -> Answer {
    Ok(black_box(input))
}

#[divan::bench(sample_size = 10_000)]
fn bare(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| done(work(black_box(7))));
}

/// With every default: a deadline, 100 at once, a breaker; once, for it is not said to be
/// repeatable.
#[divan::bench(sample_size = 10_000)]
fn guarded_by_default(bencher: Bencher<'_, '_>) {
    let guard = Guard::builder("defaults").build().unwrap();
    bencher.bench_local(|| done(guard.once(|| work(black_box(7)))));
}

/// The same, repeatable: the budget counts it, and three attempts are allowed.
#[divan::bench(sample_size = 10_000)]
fn guarded_and_repeatable(bencher: Bencher<'_, '_>) {
    let guard = Guard::builder("repeatable").idempotent().build().unwrap();
    bencher.bench_local(|| done(guard.call(|| work(black_box(7)))));
}

/// With everything said, a hedge by percentile and a key included.
#[divan::bench(sample_size = 10_000)]
fn guarded_by_everything(bencher: Bencher<'_, '_>) {
    let guard = everything("everything");
    bencher.bench_local(|| done(guard.keyed("order-1", || work(black_box(7)))));
}

/// Four threads, one guard.
#[divan::bench(sample_size = 10_000, threads = 4)]
fn guarded_by_default_contended(bencher: Bencher<'_, '_>) {
    let guard = Guard::builder("contended").build().unwrap();
    bencher.bench(|| done(guard.once(|| work(black_box(7)))));
}

/// What each call pays so that retries are within a share of the calls, on one thread and on four.
#[divan::bench(sample_size = 10_000, threads = [1, 4])]
fn budget_notes_a_call(bencher: Bencher<'_, '_>) {
    let (budget, now) = (RetryBudget::new().part(2), Clock::system().now());
    bencher.bench(|| budget.note_call(black_box(now)));
}

/// What a retry pays, or is refused for.
#[divan::bench(sample_size = 10_000, threads = [1, 4])]
fn budget_is_asked_for_a_retry(bencher: Bencher<'_, '_>) {
    let (budget, now) = (RetryBudget::new().part(2), Clock::system().now());
    bencher.bench(|| budget.take(black_box(now)));
}

fn everything(name: &str) -> Guard {
    Guard::builder(name)
        .timeout(Duration::from_secs(2))
        .attempt(Duration::from_millis(500))
        .idempotent()
        .retry("3 base:100ms max:200ms".parse().unwrap())
        .breaker("50%/30s min:20 open:5s slow:400ms".parse().unwrap())
        .concurrency("32 wait:50ms".parse().unwrap())
        .hedge("p95".parse().unwrap())
        .build()
        .unwrap()
}

/// What work that is ready at once gives back.
fn done<T>(work: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(work).poll(&mut context) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it is ready at once"),
    }
}
