//! A second attempt beside a first that is slow.

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint_tests::{Act, Faulty};

use crate::scene::{guard, in_time, stock};

#[tokio::test]
async fn a_second_attempt_is_made_where_the_first_is_slow_and_the_loser_is_aborted() {
    let server = Faulty::start();
    server.next([Act::never(), Act::json("[2]")]);
    let (clock, hand) = Clock::manual();
    let guard = guard("hedges")
        .clock(clock)
        .idempotent()
        .timeout(Duration::from_secs(10))
        .attempt(Duration::from_secs(3))
        .hedge("200ms".parse().expect("a policy"))
        .build()
        .expect("a guard");
    let turn = async {
        server.until(|counts| counts.in_flight == 1).await;
        hand.until_asleep(1).await;
        hand.advance(Duration::from_millis(200));
    };
    let (outcome, ()) =
        in_time(async { tokio::join!(guard.call(|| stock(server.address)), turn) }).await;
    assert_eq!(outcome.expect("the second"), "[2]");
    server
        .until(|counts| counts.aborted == 1 && counts.in_flight == 0)
        .await;
    assert_eq!(server.counts().asked(), 2);
}

#[tokio::test]
async fn a_server_that_is_slow_for_everybody_is_not_asked_twice_as_often() {
    let server = Faulty::that(|_| Act::never());
    let (clock, hand) = Clock::manual();
    let built = guard("hedges-storm")
        .clock(clock)
        .idempotent()
        .timeout(Duration::from_secs(10))
        .attempt(Duration::from_secs(3))
        .without_retry("it is about hedges")
        .hedge("200ms".parse().expect("a policy"))
        .build();
    let guard = built.expect("a guard");
    let calls = (0..20).map(|_| guard.call(|| stock(server.address)));
    let turn = async {
        server.until(|counts| counts.in_flight == 20).await;
        hand.until_asleep(20).await;
        hand.advance(Duration::from_millis(200));
        server.until(|counts| counts.in_flight > 20).await;
        // At the end of their attempts, the hedges' own included.
        hand.advance(Duration::from_secs(3));
    };
    let (outcomes, ()) = in_time(async { tokio::join!(join_all(calls), turn) }).await;
    assert!(outcomes.iter().all(Result::is_err));
    let hedges = server.counts().asked() - 20;
    assert!((1..=2).contains(&hedges), "{hedges} of 20");
}

#[tokio::test]
async fn a_first_attempt_that_is_fast_stays_alone() {
    let server = Faulty::start();
    let (clock, _hand) = Clock::manual();
    let guard = guard("hedges-fast")
        .clock(clock)
        .idempotent()
        .hedge("200ms".parse().expect("a policy"))
        .build()
        .expect("a guard");
    for _ in 0..10 {
        in_time(guard.call(|| stock(server.address)))
            .await
            .expect("an answer");
    }
    assert_eq!(server.counts().asked(), 10);
}
