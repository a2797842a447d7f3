//! A second attempt beside a first that is slow.

use std::time::Duration;

use hardpoint::Clock;
use hardpoint::dependency::RetryBudget;
use hardpoint_tests::{Act, Faulty};

use crate::scene::{in_time, stock};

#[tokio::test]
async fn a_second_attempt_is_made_where_the_first_is_slow_and_the_loser_is_aborted() {
    let server = Faulty::start();
    server.next([Act::never(), Act::json("[2]")]);
    let (clock, hand) = Clock::manual();
    let guard = hardpoint::dependency::Guard::builder("hedges")
        .clock(clock)
        .budget(&RetryBudget::new())
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
async fn a_first_attempt_that_is_fast_stays_alone() {
    let server = Faulty::start();
    let (clock, _hand) = Clock::manual();
    let guard = hardpoint::dependency::Guard::builder("hedges-fast")
        .clock(clock)
        .budget(&RetryBudget::new())
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
