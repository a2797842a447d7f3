//! The limits of a server, each where it bites.

use std::sync::Arc;
use std::time::Duration;

use hardpoint::Builder;
use hardpoint::server::ServerSettings;
use hardpoint_tests::{Connection, Request};

use crate::{Gate, Served};

/// The shortest that there is.
const SHORT: Duration = Duration::from_secs(1);

fn served(settings: ServerSettings, gate: &Arc<Gate>) -> Served {
    let (settings, gate) = (
        settings.drain_delay(Duration::ZERO).without_admin(),
        Arc::clone(gate),
    );
    Served::with(|builder: Builder| builder.server(settings).app_data(gate))
}

/// One that serves by these settings.
async fn ready(settings: ServerSettings) -> Served {
    let served = served(settings, &Arc::default());
    served.until("/readyz", 200).await;
    served
}

#[tokio::test]
async fn who_is_one_too_many_waits_until_a_connection_is_free() {
    let gate = Arc::new(Gate::default());
    let two = ServerSettings::default().workers(1).connections(2);
    let served = served(two, &gate);
    served.until("/readyz", 200).await;
    let mut inside = Vec::new();
    for _ in 0..2 {
        let mut connection = Connection::open(served.at).await;
        assert!(connection.write(&Request::get("/held").to_bytes()).await);
        gate.arrived.notified().await;
        inside.push(connection);
    }
    let mut third = Connection::open(served.at).await;
    assert!(third.write(&Request::get("/livez").to_bytes()).await);
    let early = tokio::time::timeout(SHORT / 4, third.answer(false)).await;
    assert!(early.is_err(), "{early:?}");

    gate.open.notify_one();
    let [mut first, mut second] = <[Connection; 2]>::try_from(inside).expect("two");
    tokio::select! {
        answer = first.answer(false) => assert_eq!(answer.status, 200),
        answer = second.answer(false) => assert_eq!(answer.status, 200),
    }
    drop((first, second));
    assert_eq!(third.answer(false).await.status, 200);
}

#[tokio::test]
async fn a_head_that_does_not_come_to_its_end_is_408() {
    let served = ready(ServerSettings::default().head_timeout(SHORT)).await;
    let mut connection = Connection::open(served.at).await;
    assert!(connection.write(b"GET /livez HTTP/1.1\r\nhost: ").await);
    assert_eq!(connection.answer(false).await.status, 408);
    assert!(connection.is_closed().await);
    // Nor is one waited for that says nothing at all.
    let mut silent = Connection::open(served.at).await;
    assert_eq!(silent.answer(false).await.status, 408);
}

#[tokio::test]
async fn a_head_of_more_than_128_kib_is_431() {
    let served = ready(ServerSettings::default()).await;
    let with_a_header_of =
        |bytes: usize| Request::get("/livez").header("x-long", &"x".repeat(bytes));
    assert_eq!(served.send(with_a_header_of(100_000)).await.status, 200);
    assert_eq!(served.send(with_a_header_of(140_000)).await.status, 431);
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed() {
    let served = ready(ServerSettings::default().keep_alive(SHORT)).await;
    let mut connection = Connection::open(served.at).await;
    for _ in 0..3 {
        let answer = connection.send(Request::get("/livez")).await;
        assert_eq!((answer.status, answer.header("connection")), (200, None));
    }
    assert!(connection.is_closed().await);

    let served = ready(ServerSettings::default().keep_alive(Duration::ZERO)).await;
    let mut connection = Connection::open(served.at).await;
    connection.send(Request::get("/livez")).await;
    assert!(connection.is_closed().await, "none is kept");
}

#[tokio::test]
async fn the_end_waits_for_no_idle_connection() {
    let hour = Duration::from_secs(3_600);
    let mut served = ready(ServerSettings::default().keep_alive(hour)).await;
    let mut idle = Connection::open(served.at).await;
    idle.send(Request::get("/livez")).await;
    served.stop();
    assert!(idle.is_closed().await);
    served.ended().expect("it was told to stop");
}
