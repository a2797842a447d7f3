//! As many calls at once as are said, and no more.

use std::sync::Arc;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint_tests::{Act, Faulty, Gate};

use crate::scene::{guard, in_time, rejected, stock};

fn held_by(gate: &Gate) -> Faulty {
    let gate = gate.clone();
    Faulty::that(move |_| Act::json("{}").behind(&gate))
}

#[tokio::test]
async fn a_call_beyond_the_limit_is_refused_at_once_and_has_not_been_made() {
    let gate = Gate::closed();
    let server = held_by(&gate);
    let (clock, _hand) = Clock::manual();
    let guard = guard("bulkheads-full").clock(clock);
    let guard = guard.concurrency("2".parse().expect("a policy")).build();
    let guard = Arc::new(guard.expect("a guard"));
    let calls = [(); 2].map(|()| {
        let (guard, at) = (Arc::clone(&guard), server.address);
        tokio::spawn(async move { guard.call(|| stock(at)).await })
    });
    server.until(|counts| counts.in_flight == 2).await;
    let refused = rejected(in_time(guard.call(|| stock(server.address))).await);
    assert_eq!(
        (refused.kind(), refused.dependency()),
        ("full", "bulkheads-full")
    );
    gate.open();
    for call in calls {
        call.await.expect("no panic").expect("an answer");
    }
    guard
        .call(|| stock(server.address))
        .await
        .expect("there is room");
    let counts = server.counts();
    assert_eq!((counts.asked(), counts.most_in_flight), (3, 2));
}

#[tokio::test]
async fn a_call_waits_for_its_turn_where_that_is_said() {
    let gate = Gate::closed();
    let server = held_by(&gate);
    let (clock, hand) = Clock::manual();
    let guard = guard("bulkheads-wait")
        .clock(clock)
        .timeout(Duration::from_secs(10));
    let guard = guard
        .concurrency("1 wait:5s".parse().expect("a policy"))
        .build();
    let guard = Arc::new(guard.expect("a guard"));
    let call = || {
        let (guard, at) = (Arc::clone(&guard), server.address);
        tokio::spawn(async move { guard.call(|| stock(at)).await })
    };
    let first = call();
    server.until(|counts| counts.in_flight == 1).await;
    // One sleeper for the call that is being made, and another for the one that waits.
    hand.until_asleep(1).await;
    let second = call();
    hand.until_asleep(2).await;
    hand.advance(Duration::from_secs(5));
    let refused = in_time(second).await.expect("no panic");
    assert_eq!(rejected(refused).kind(), "full");
    let third = call();
    hand.until_asleep(2).await;
    gate.open();
    for call in [first, third] {
        in_time(call).await.expect("no panic").expect("an answer");
    }
    let counts = server.counts();
    assert_eq!((counts.asked(), counts.most_in_flight), (2, 1));
}
