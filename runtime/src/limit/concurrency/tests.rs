//! Permits and their queue, under every interleaving.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll, Waker};

use super::*;

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<Permit, Refused>> + 'a>>;

fn limit(limit: u32, queue: u32, wait: u64) -> ConcurrencyLimit {
    ConcurrencyLimit::new(&Concurrency {
        limit,
        queue,
        wait: hardpoint_policy::Duration::from_millis(wait),
    })
}

fn poll(waiting: &mut Waiting<'_>) -> Poll<Result<Permit, Refused>> {
    waiting
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

fn now<'a>(waiting: impl Future<Output = Result<Permit, Refused>> + 'a) -> Result<Permit, Refused> {
    let mut waiting: Waiting<'a> = Box::pin(waiting);
    match poll(&mut waiting) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("it waits"),
    }
}

impl ConcurrencyLimit {
    fn is_idle(&self, permits: usize) -> bool {
        self.permits.available_permits() == permits && self.waiting.load(Ordering::Relaxed) == 0
    }
}

#[test]
fn without_a_queue_the_next_one_is_refused_at_once() {
    let (clock, _hand) = Clock::manual();
    let limit = limit(2, 0, 0);
    let one = now(limit.acquire(&clock, None)).unwrap();
    let _two = now(limit.acquire(&clock, None)).unwrap();
    assert_eq!(now(limit.acquire(&clock, None)).unwrap_err(), Refused::Full);
    drop(one);
    assert!(now(limit.acquire(&clock, None)).is_ok());
}

#[test]
fn the_queue_is_bounded_and_first_come_is_first_served() {
    let (clock, _hand) = Clock::manual();
    let limit = limit(1, 2, 1000);
    let running = now(limit.acquire(&clock, None)).unwrap();
    let mut first: Waiting<'_> = Box::pin(limit.acquire(&clock, None));
    let mut second: Waiting<'_> = Box::pin(limit.acquire(&clock, None));
    assert!(poll(&mut first).is_pending());
    assert!(poll(&mut second).is_pending());
    assert_eq!(now(limit.acquire(&clock, None)).unwrap_err(), Refused::Full);

    drop(running);
    assert!(poll(&mut second).is_pending());
    let Poll::Ready(Ok(running)) = poll(&mut first) else {
        panic!("the first one waits still");
    };
    drop(running);
    assert!(matches!(poll(&mut second), Poll::Ready(Ok(_))));
    drop((first, second));
    assert!(limit.is_idle(1));
}

#[test]
fn nobody_overtakes_the_queue() {
    let (clock, _hand) = Clock::manual();
    let limit = limit(1, 1, 1000);
    let running = now(limit.acquire(&clock, None)).unwrap();
    let mut first: Waiting<'_> = Box::pin(limit.acquire(&clock, None));
    assert!(poll(&mut first).is_pending());
    drop(running);
    assert_eq!(now(limit.acquire(&clock, None)).unwrap_err(), Refused::Full);
    assert!(matches!(poll(&mut first), Poll::Ready(Ok(_))));
}

#[test]
fn a_wait_ends_when_the_policy_or_the_deadline_says() {
    let (clock, hand) = Clock::manual();
    let limit = limit(1, 2, 200);
    let _running = now(limit.acquire(&clock, None)).unwrap();
    let soon = clock.now().after(Duration::from_millis(100));
    let mut hasty: Waiting<'_> = Box::pin(limit.acquire(&clock, Some(soon)));
    let mut patient: Waiting<'_> = Box::pin(limit.acquire(&clock, None));
    assert!(poll(&mut hasty).is_pending());
    assert!(poll(&mut patient).is_pending());

    hand.advance(Duration::from_millis(100));
    let Poll::Ready(Err(refused)) = poll(&mut hasty) else {
        panic!("it outlived its deadline");
    };
    assert_eq!(refused, Refused::DeadlinePassed);
    assert!(poll(&mut patient).is_pending());

    hand.advance(Duration::from_millis(100));
    let Poll::Ready(Err(refused)) = poll(&mut patient) else {
        panic!("it waits for longer than the policy says");
    };
    assert_eq!(refused, Refused::WaitedTooLong);
    drop((hasty, patient));
    assert_eq!(limit.waiting.load(Ordering::Relaxed), 0);
}

#[test]
fn whoever_is_cut_off_by_the_deadline_counts_as_refused_and_whoever_leaves_does_not() {
    let (clock, hand) = Clock::manual();
    let counted = Arc::new(AtomicU64::new(0));
    let mut limit = limit(1, 4, 60_000);
    limit.meters.deadline = Counter::from_arc(Arc::clone(&counted));
    let _one = now(limit.acquire(&clock, None)).unwrap();
    let deadline = clock.now().after(Duration::from_secs(2));
    let wait = || {
        let mut waiting: Waiting<'_> = Box::pin(limit.acquire(&clock, Some(deadline)));
        assert!(poll(&mut waiting).is_pending());
        waiting
    };
    let (leaves, cut_off, mut told) = (wait(), wait(), wait());
    drop(leaves);
    hand.advance(Duration::from_secs(2));
    assert_eq!(counted.load(Ordering::Relaxed), 0);
    // The request's own timer may come first.
    drop(cut_off);
    assert_eq!(counted.load(Ordering::Relaxed), 1);
    assert!(matches!(
        poll(&mut told),
        Poll::Ready(Err(Refused::DeadlinePassed))
    ));
    drop(told);
    assert_eq!(counted.load(Ordering::Relaxed), 2);
}

#[test]
fn a_permit_that_comes_after_the_deadline_is_given_back() {
    let (clock, hand) = Clock::manual();
    let limit = limit(1, 1, 1000);
    let running = now(limit.acquire(&clock, None)).unwrap();
    let soon = clock.now().after(Duration::from_millis(100));
    let mut waiting: Waiting<'_> = Box::pin(limit.acquire(&clock, Some(soon)));
    assert!(poll(&mut waiting).is_pending());
    hand.advance(Duration::from_millis(100));
    drop(running);
    let Poll::Ready(Err(refused)) = poll(&mut waiting) else {
        panic!("it started late");
    };
    assert_eq!(refused, Refused::DeadlinePassed);
    drop(waiting);
    assert!(limit.is_idle(1));
}

#[test]
fn a_panic_gives_the_permit_back() {
    let (clock, _hand) = Clock::manual();
    let limit = limit(1, 0, 0);
    let permit = now(limit.acquire(&clock, None)).unwrap();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _permit = permit;
        panic!("the handler's");
    }));
    assert!(outcome.is_err());
    assert!(limit.is_idle(1));
}

/// Arrivals, polls, completions, cancellations and the clock, in any order.
#[test]
#[allow(clippy::print_stdout, reason = "the seed, for whoever sees it fail")]
fn permits_out_are_permits_in_for_every_interleaving() {
    for seed in 0..2_000 {
        println!("seed {seed}");
        interleave(&mut fastrand::Rng::with_seed(seed));
    }
}

fn interleave(rng: &mut fastrand::Rng) {
    let (clock, hand) = Clock::manual();
    let (most, queue) = (rng.u32(1..4), rng.u32(0..4));
    let limit = limit(most, queue, rng.u64(1..50));
    let mut waiting: Vec<Waiting<'_>> = Vec::new();
    let mut running: VecDeque<Permit> = VecDeque::new();
    for _ in 0..rng.usize(1..60) {
        match rng.u32(0..5) {
            0 | 1 => {
                let deadline = rng
                    .bool()
                    .then(|| clock.now().after(Duration::from_millis(rng.u64(0..50))));
                waiting.push(Box::pin(limit.acquire(&clock, deadline)));
            }
            2 => drop(running.pop_front()),
            3 if !waiting.is_empty() => {
                drop(waiting.swap_remove(rng.usize(..waiting.len())));
            }
            _ => hand.advance(Duration::from_millis(rng.u64(0..20))),
        }
        waiting.retain_mut(|one| {
            if rng.u32(0..3) == 0 {
                return true;
            }
            match poll(one) {
                Poll::Pending => true,
                Poll::Ready(outcome) => {
                    running.extend(outcome);
                    false
                }
            }
        });
        assert!(running.len() <= most as usize);
        assert!(limit.waiting.load(Ordering::Relaxed) <= queue);
    }
    drop((waiting, running));
    assert!(limit.is_idle(most as usize));
}

#[tokio::test]
async fn many_tasks_never_run_more_than_the_limit_at_once() {
    let clock = Clock::system();
    let limit = Arc::new(limit(3, 1000, 60_000));
    let running = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (clock, limit, running) = (clock.clone(), limit.clone(), running.clone());
            tokio::spawn(async move {
                let _permit = limit.acquire(&clock, None).await.unwrap();
                assert!(running.fetch_add(1, Ordering::Relaxed) < 3);
                tokio::task::yield_now().await;
                running.fetch_sub(1, Ordering::Relaxed);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(limit.is_idle(3));
}
