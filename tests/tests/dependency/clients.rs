//! The toolkit's own client inside of guarded calls, whose connections outlive a request.

use std::time::Duration;

use hardpoint::dependency::{DependencyError, Guard};
use hardpoint::http;
use hardpoint_tests::{Act, Faulty};

use crate::scene::{failing, guard, in_time, kind};

fn client(server: &Faulty) -> http::Client {
    let built = http::Client::builder("clients")
        .base_url(server.url(""))
        .build();
    built.expect("a client")
}

fn three_times(name: &str) -> Guard {
    let built = guard(name)
        .idempotent()
        .timeout(Duration::from_secs(10))
        .attempt(Duration::from_millis(300))
        .retry("3 base:1ms max:2ms".parse().expect("a policy"))
        .build();
    built.expect("a guard")
}

/// Asks until the whole answer is there.
async fn read(client: &http::Client) -> Result<String, DependencyError> {
    Ok(client.get("/stock").send().await?.text().await?)
}

#[tokio::test]
async fn whatever_becomes_of_an_answer_is_made_again_and_what_is_one_is_not() {
    let answer = || Act::json("[1,2,3]");
    let table: [(&str, Act, usize); 14] = [
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
        ("404", failing(404), 1),
        ("422", failing(422), 1),
    ];
    for (fault, act, attempts) in table {
        let server = Faulty::that(move |_| act.clone());
        let (client, guard) = (client(&server), three_times("clients-table"));
        let outcome = in_time(guard.call(|| read(&client))).await;
        assert!(outcome.is_err(), "{fault}: {outcome:?}");
        assert_eq!(server.counts().asked(), attempts, "{fault}");
        // Its connections are none the worse for it.
        server.now(|_| Act::json("[7]"));
        assert_eq!(
            in_time(read(&client)).await.expect("an answer"),
            "[7]",
            "{fault}"
        );
    }
}

#[tokio::test]
async fn a_drip_and_a_hang_end_with_their_attempt_and_the_next_is_on_another_connection() {
    let server = Faulty::start();
    let (client, guard) = (client(&server), three_times("clients-slow"));
    let drip = Act::json(&"1".repeat(10_000)).dripping(Duration::from_millis(20));
    server.next([drip, Act::never(), Act::json("[7]")]);
    let read = in_time(guard.call(|| read(&client))).await;
    assert_eq!(read.expect("the third"), "[7]");
    server.until(|counts| counts.aborted == 2).await;
    assert_eq!(server.counts().connections, 3);
}

#[tokio::test]
async fn connections_to_a_server_that_died_do_not_stand_in_the_way_of_its_successor() {
    let server = Faulty::start();
    let (client, guard) = (client(&server), three_times("clients-died"));
    for _ in 0..3 {
        guard.call(|| read(&client)).await.expect("an answer");
    }
    server.die();
    assert_eq!(kind(guard.call(|| read(&client)).await), "connect");
    server.live();
    guard.call(|| read(&client)).await.expect("it is back");
    let counts = server.counts();
    assert_eq!((counts.asked(), counts.done), (4, 4));
}
