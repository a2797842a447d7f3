//! A caller that leaves, at whichever point, takes its call along and leaves nothing behind.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint::dependency::{DependencyError, Guard};
use hardpoint_tests::{Act, Faulty, Gate};

use crate::scene::{failing, guard, in_time, stock};

/// Everything that can hold a call up: it waits for its turn, for its answer, for its next attempt.
fn guarded(concurrency: &str) -> Guard {
    let built = guard(format!("cancelled-{concurrency}").replace([' ', ':'], "-"))
        .clock(Clock::system())
        .idempotent()
        .timeout(Duration::from_secs(10))
        .attempt(Duration::from_secs(3))
        .retry("3 base:5ms max:10ms".parse().expect("a policy"))
        .concurrency(concurrency.parse().expect("a policy"))
        .breaker("50%/30s min:1000 open:5s".parse().expect("a policy"))
        .build();
    built.expect("a guard")
}

/// Polls a call so often, if it takes that long: whether it ended by itself.
async fn polled(call: impl Future, times: u32) -> bool {
    let mut call = pin!(call);
    let mut left = times;
    poll_fn(|cx| {
        if left > 0 && call.as_mut().poll(cx).is_ready() {
            return Poll::Ready(true);
        }
        left = left.saturating_sub(1);
        match left {
            0 => Poll::Ready(false),
            _ => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_call_given_up_at_any_point_leaves_its_place() {
    let (server, guard) = (Faulty::start(), guarded("1"));
    let mut ended = 0;
    for times in 0..64 {
        server.now(|arrival| match arrival.number % 3 {
            0 => failing(503),
            1 => Act::reset(),
            _ => Act::json("{}"),
        });
        let call = guard.call(|| stock(server.address));
        if in_time(polled(call, times)).await {
            ended += 1;
        }
        // There is one place, and nobody waits for it.
        server.now(|_| Act::json("{}"));
        let next = in_time(guard.call(|| stock(server.address))).await;
        assert!(next.is_ok(), "given up at its poll {times}: {next:?}");
    }
    assert!(ended > 0, "the last of them come to their end");
    server.until(|counts| counts.in_flight == 0).await;
}

#[tokio::test]
async fn a_call_given_up_while_it_waits_for_its_turn_is_not_waited_for() {
    let (server, guard) = (Faulty::start(), guarded("1 wait:9s"));
    let gate = Gate::closed();
    server.next([Act::json("{}").behind(&gate)]);
    let first = guard.call(|| stock(server.address));
    let rest = async {
        server.until(|counts| counts.in_flight == 1).await;
        for times in [0, 1] {
            let call = guard.call(|| stock(server.address));
            assert!(!polled(call, times).await);
        }
        gate.open();
    };
    let (first, ()) = in_time(async { tokio::join!(first, rest) }).await;
    first.expect("an answer");
    let next = in_time(guard.call(|| stock(server.address))).await;
    next.expect("there is room");
    assert_eq!(server.counts().asked(), 2, "who left was not let in");
}

#[tokio::test]
async fn a_probe_given_up_at_any_point_leaves_its_place_and_says_nothing() {
    let (server, (clock, hand)) = (Faulty::start(), Clock::manual());
    let built = guard("cancelled-probes")
        .clock(clock)
        .breaker("50%/30s min:5 open:5s probes:1".parse().expect("a policy"))
        .build();
    let guard = built.expect("a guard");
    for times in 0..16 {
        server.now(|_| failing(500));
        while !matches!(
            guard.call(|| stock(server.address)).await,
            Err(DependencyError::Rejected(_))
        ) {}
        hand.advance(Duration::from_secs(120));
        server.now(|_| Act::never());
        let call = guard.call(|| stock(server.address));
        // At the latest when it waits for its answer.
        let is_asked = server.until(|counts| counts.in_flight > 0);
        tokio::select! {
            ended = polled(call, times) => assert!(!ended),
            () = is_asked => {}
        }
        server.now(|_| Act::json("{}"));
        // It is half open, and has its one place.
        for _ in 0..10 {
            let next = in_time(guard.call(|| stock(server.address))).await;
            assert!(next.is_ok(), "given up at its poll {times}: {next:?}");
        }
    }
    server.until(|counts| counts.in_flight == 0).await;
}
