//! What is tried again, how often, with which key, and when.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hardpoint::dependency::DependencyError;
use hardpoint::{Clock, dependency};
use hardpoint_tests::{Act, Faulty, Request};

use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::scene::{ask, failing, guard, in_time, kind, retries_of_the_process, stock};

/// Looks at something: it may be tried again.
#[dependency(
    name = "retries-read",
    timeout = "10s",
    attempt = "3s",
    retry = "3 base:1ms max:5ms",
    idempotent
)]
async fn read(server: SocketAddr, tries: &AtomicU32) -> Result<String, DependencyError> {
    tries.fetch_add(1, Ordering::SeqCst);
    stock(server).await
}

/// Changes something, and says nothing of a key.
#[dependency(name = "retries-write", timeout = "10s")]
async fn write(server: SocketAddr) -> Result<String, DependencyError> {
    ask(server, Request::post("/charges").body("one")).await
}

/// Changes something, once for each order.
#[dependency(
    name = "retries-charge",
    timeout = "10s",
    attempt = "3s",
    retry = "3 base:1ms max:5ms",
    key = format_args!("charge-{order}")
)]
async fn charge(server: SocketAddr, order: u32) -> Result<String, DependencyError> {
    ask(server, Request::post("/charges").body("one")).await
}

#[tokio::test]
async fn what_passes_is_tried_three_times_and_everything_else_once() {
    let answer = || Act::json("[1,2,3]");
    let table: [(&str, Act, usize); 16] = [
        ("408", failing(408), 3),
        ("429", failing(429), 3),
        ("502", failing(502), 3),
        ("503", failing(503), 3),
        ("504", failing(504), 3),
        ("reset", Act::reset(), 3),
        ("closed", Act::close(), 3),
        ("half a head", answer().cut_in_its_head(), 3),
        ("no body", answer().cut_after_its_head(), 3),
        ("half a body", answer().cut_in_its_body(), 3),
        ("too short a body", answer().claiming(100), 3),
        ("500", failing(500), 1),
        ("501", failing(501), 1),
        ("400", failing(400), 1),
        ("404", failing(404), 1),
        ("409", failing(409), 1),
    ];
    for (fault, act, attempts) in table {
        let server = Faulty::that(move |_| act.clone());
        let inventory = guard("retries-table")
            .idempotent()
            .retry("3 base:1ms max:2ms".parse().expect("a policy"))
            .build()
            .expect("a guard");
        let outcome = inventory.call(|| stock(server.address)).await;
        assert!(outcome.is_err(), "{fault}: {outcome:?}");
        assert_eq!(server.counts().asked(), attempts, "{fault}");
    }
}

#[tokio::test]
async fn a_call_succeeds_when_one_of_its_attempts_does() {
    let server = Faulty::start();
    server.next([failing(503), Act::reset(), Act::json("[7]")]);
    let _turn = retries_of_the_process(2).await;
    let tries = AtomicU32::new(0);
    let read = read(server.address, &tries).await;
    assert_eq!(read.expect("the third"), "[7]");
    assert_eq!((tries.into_inner(), server.counts().asked()), (3, 3));
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_and_found_when_the_server_is_back() {
    let server = Faulty::start();
    server.die();
    let inventory = guard("retries-refused")
        .idempotent()
        .retry("3 base:1ms max:2ms".parse().expect("a policy"))
        .build()
        .expect("a guard");
    let tries = AtomicU32::new(0);
    let read = || {
        tries.fetch_add(1, Ordering::SeqCst);
        stock(server.address)
    };
    assert_eq!(kind(inventory.call(read).await), "connect");
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    server.live();
    assert_eq!(inventory.call(read).await.expect("it is back"), "{}");
}

#[tokio::test]
async fn what_is_not_said_to_be_repeatable_is_sent_once() {
    let server = Faulty::that(|_| failing(503));
    assert_eq!(kind(write(server.address).await), "status_503");
    server.now(|_| Act::reset());
    assert_eq!(kind(write(server.address).await), "reset");
    let counts = server.counts();
    assert_eq!(counts.asked(), 2);
    assert!(counts.keys().all(|key| key.is_none()));
}

#[tokio::test]
async fn each_attempt_has_the_key_of_its_call() {
    let server = Faulty::that(|_| Act::json("\"charged\""));
    server.next([Act::reset(), failing(503)]);
    let _turn = retries_of_the_process(2).await;
    for order in [7, 8] {
        let charged = charge(server.address, order).await;
        assert_eq!(charged.expect("an answer"), "\"charged\"");
    }
    let counts = server.counts();
    let keys: Vec<_> = counts.keys().map(|key| key.expect("a key")).collect();
    assert_eq!(keys[..3], [keys[0]; 3]);
    assert!(keys.len() == 4 && keys[3] != keys[0], "{keys:?}");
}

#[tokio::test]
async fn the_time_that_a_server_asks_for_is_given_to_it() {
    let server = Faulty::start();
    server.next([failing(503).header("retry-after", "2")]);
    let (clock, hand) = Clock::manual();
    let inventory = guard("retries-after")
        .clock(clock)
        .idempotent()
        .timeout(Duration::from_secs(10))
        .retry("2 base:1ms max:1ms".parse().expect("a policy"))
        .build()
        .expect("a guard");
    // The wait begins in the same breath, and so does the attempt when it is over.
    let (tries, has_failed) = (AtomicU32::new(0), Notify::new());
    let turn = async {
        has_failed.notified().await;
        hand.advance(Duration::from_millis(1_999));
        others_go_on().await;
        assert_eq!(tries.load(Ordering::SeqCst), 1, "not before");
        // And the jitter on top, so that not all who were told the same come back at once.
        hand.advance(Duration::from_millis(2));
        others_go_on().await;
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    };
    let call = inventory.call(|| async {
        tries.fetch_add(1, Ordering::SeqCst);
        let outcome = stock(server.address).await;
        has_failed.notify_one();
        outcome
    });
    let (outcome, ()) = in_time(async { tokio::join!(call, turn) }).await;
    assert_eq!(outcome.expect("the second"), "{}");
}

/// Lets whatever else stands in a `join!` do what it can.
async fn others_go_on() {
    for _ in 0..4 {
        yield_now().await;
    }
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let server = Faulty::that(|_| failing(429).header("retry-after", "60"));
    let (clock, _hand) = Clock::manual();
    let inventory = guard("retries-late")
        .clock(clock)
        .idempotent()
        .timeout(Duration::from_secs(10))
        .build()
        .expect("a guard");
    // The clock stands still: who waited would wait for ever.
    let outcome = in_time(inventory.call(|| stock(server.address))).await;
    assert_eq!(kind(outcome), "status_429");
    assert_eq!(server.counts().asked(), 1);
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_asked_three_times_as_often() {
    const CALLS: usize = 100;
    let server = Faulty::that(|_| failing(503));
    let inventory = guard("retries-storm")
        .idempotent()
        .retry("3 base:1ms max:1ms".parse().expect("a policy"))
        .without_breaker("it would keep the calls themselves away")
        .build()
        .expect("a guard");
    let clock = Clock::system();
    let began = clock.now();
    for _ in 0..CALLS {
        assert_eq!(
            kind(inventory.call(|| stock(server.address)).await),
            "status_503"
        );
    }
    // Two in a second, as many as one call makes, for the calls of this test pay for no more.
    let seconds = clock.now().since(began).as_secs() + 1;
    let retries = server.counts().asked() - CALLS;
    let most = usize::try_from(seconds * 2).expect("a few");
    assert!((1..=most).contains(&retries), "{retries} in {seconds} s");
}

#[tokio::test]
async fn outside_of_a_call_there_is_none() {
    assert!(dependency::current().is_none());
}
