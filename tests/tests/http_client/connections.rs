//! Connections: used again, bounded, driven apart from those who wait, closed when nobody does.

use std::io::Write;
use std::sync::{Barrier, mpsc};
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::http::{Client, Error, TimedOut};
use tokio::runtime::{Builder, Runtime};

use crate::server::{Server, ok, until_closed};
use crate::{client_for_strangers, client_of};

fn one_thread() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A connection comes back a moment after its answer: whoever asks at once may open another.
pub(crate) fn are_few(connections: usize) -> bool {
    (1..=4).contains(&connections)
}

async fn asked_well(client: &Client, target: &str) {
    let answer = client.get(target).send().await.expect("an answer");
    assert_eq!(answer.text().await.expect("a body"), "ok");
}

async fn asked_often(client: &Client) {
    for _ in 0..20 {
        asked_well(client, "/").await;
    }
}

#[tokio::test]
async fn connections_serve_one_request_after_another() {
    let server = Server::well();
    let client = client_of(&server).build().unwrap();
    asked_often(&client).await;
    assert!(are_few(server.connections()), "{}", server.connections());
}

#[tokio::test]
async fn an_error_leaves_its_connection_to_the_next() {
    let server =
        Server::start(|_, stream| stream.write_all(&crate::server::answer("503 Busy", "", "busy")));
    let client = client_of(&server).build().unwrap();
    for _ in 0..20 {
        assert!(client.get("/").send().await.is_err());
    }
    assert!(are_few(server.connections()), "{}", server.connections());
}

#[tokio::test]
async fn no_more_are_kept_than_was_said() {
    // Each answers once all four are there.
    let meet = Barrier::new(4);
    let server = Server::start(move |_, stream| {
        meet.wait();
        stream.write_all(&ok("ok"))
    });
    let client = client_of(&server).idle_per_host(1).build().unwrap();
    join_all((0..4).map(|_| asked_well(&client, "/"))).await;
    assert_eq!(server.connections(), 4);
    server.has_ended(3).await;
    join_all((0..4).map(|_| asked_well(&client, "/"))).await;
    assert_eq!(server.connections(), 7);
}

#[tokio::test]
async fn nobodys_connection_is_closed_after_a_while() {
    let server = Server::well();
    let client = client_of(&server)
        .idle_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    asked_well(&client, "/").await;
    server.has_ended(1).await;
    asked_well(&client, "/").await;
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_busy_thread_holds_up_nobody_elses_requests() {
    let server = Server::well();
    let client = client_of(&server).build().unwrap();
    let (opened, is_open) = mpsc::channel();
    let (done, is_done) = mpsc::channel::<()>();
    let busy = client.clone();
    let busy = std::thread::spawn(move || {
        one_thread().block_on(async {
            asked_often(&busy).await;
            opened.send(()).expect("somebody waits");
            // Keeps the thread on which the connections were opened to itself.
            let _ended = is_done.recv();
        });
    });
    is_open.recv().expect("they are open");
    one_thread().block_on(asked_often(&client));
    drop(done);
    busy.join().expect("it is well");
    assert!(are_few(server.connections()), "{}", server.connections());
}

#[test]
fn a_connection_outlives_the_runtime_that_opened_it() {
    let server = Server::well();
    let client = client_of(&server).build().unwrap();
    for _ in 0..20 {
        one_thread().block_on(asked_well(&client, "/"));
    }
    assert!(are_few(server.connections()), "{}", server.connections());
}

#[test]
fn a_client_may_be_dropped_inside_and_outside_of_a_runtime() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")?;
        until_closed(stream)
    });
    let runtime = one_thread();
    let answer = runtime.block_on(async {
        let client = client_of(&server).build().unwrap();
        client.get("/").send().await.unwrap()
    });
    // The answer keeps what it needs, and ends it outside of any runtime.
    drop(answer);
    runtime.block_on(server.has_ended(1));
}

#[tokio::test]
async fn who_leaves_ends_the_request_at_the_server() {
    let server = Server::start(|asked, stream| {
        if asked.line().ends_with("/body") {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")?;
        }
        until_closed(stream)
    });
    let client = client_of(&server).build().unwrap();
    // In the middle of waiting for a head.
    let request = tokio::spawn(client.get("/head").send());
    server.was_asked(1).await;
    request.abort();
    server.has_ended(1).await;
    // In the middle of a body.
    let answer = client.get("/body").send().await.unwrap();
    let body = tokio::spawn(answer.bytes());
    tokio::task::yield_now().await;
    body.abort();
    server.has_ended(2).await;
    // With nobody who would read it.
    drop(client.get("/body").send().await.unwrap());
    server.has_ended(3).await;
}

#[tokio::test]
async fn a_connection_that_nobody_accepts_ends_at_its_timeout() {
    // A full backlog: what comes after is left without an answer.
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(stream) =
        std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200))
    {
        held.push(stream);
        assert!(held.len() < 10_000, "the backlog has an end");
    }
    let client = client_for_strangers().connect_timeout(Duration::from_millis(200));
    let error = client
        .build()
        .unwrap()
        .get(&format!("http://{address}/"))
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Timeout(TimedOut::Connect)),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_resolver_that_does_not_answer_ends_at_the_same_timeout() {
    struct Never;
    impl hardpoint::http::Resolve for Never {
        fn resolve(&self, _: &str) -> hardpoint::http::Resolved {
            Box::pin(std::future::pending())
        }
    }
    let client = client_for_strangers().connect_timeout(Duration::from_millis(100));
    let client = client.resolver(Never).build().unwrap();
    let error = client.get("http://a.example/").send().await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout(TimedOut::Connect)),
        "{error:?}"
    );
}
