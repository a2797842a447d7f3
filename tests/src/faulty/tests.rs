//! The server that fails as it is told, tried by itself.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::{Act, Faulty, Gate};
use crate::{Connection, Request};

fn asked(key: &str) -> Request {
    Request::post("/charges").header("idempotency-key", key)
}

/// What comes on a connection until it ends, and how it ends.
async fn heard(server: &Faulty) -> (String, Option<ErrorKind>) {
    let mut stream = TcpStream::connect(server.address)
        .await
        .expect("it listens");
    let request = asked("k").to_bytes();
    tokio::io::AsyncWriteExt::write_all(&mut stream, &request)
        .await
        .expect("it reads");
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.err();
    let text = String::from_utf8(bytes).expect("text");
    (text, end.map(|error| error.kind()))
}

#[tokio::test]
async fn it_keeps_to_its_script_and_then_to_its_manner_and_counts() {
    let server =
        Faulty::that(|arrival| Act::json(&format!("[{},{}]", arrival.number, arrival.attempt)));
    server.next([Act::status(503).header("retry-after", "2")]);
    let mut client = Connection::open(server.address).await;
    let refused = client.send(asked("a")).await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, Some("2"))
    );
    assert_eq!(client.send(asked("b")).await.body, b"[1,0]");
    assert_eq!(client.send(asked("a").body("paid")).await.body, b"[2,1]");
    let counts = server.counts();
    assert_eq!((counts.asked(), counts.done, counts.connections), (3, 3, 1));
    assert_eq!((counts.attempts("a"), counts.attempts("b")), (2, 1));
    assert_eq!(counts.arrivals[2].body, b"paid");
    server.now(|_| Act::status(204));
    assert_eq!(client.send(asked("c")).await.status, 204);
}

#[tokio::test]
async fn each_fault_is_what_it_is_called() {
    let server = Faulty::start();
    let answer = || Act::json("0123456789");
    let body = |text: &str| text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());

    server.next([Act::reset()]);
    assert_eq!(
        heard(&server).await,
        (String::new(), Some(ErrorKind::ConnectionReset))
    );
    server.next([Act::close()]);
    assert_eq!(heard(&server).await, (String::new(), None));
    server.next([answer().cut_in_its_head()]);
    let (text, end) = heard(&server).await;
    assert!(
        text.starts_with("HTTP/1.1 200") && body(&text).is_none() && end.is_none(),
        "{text}"
    );
    server.next([answer().cut_after_its_head()]);
    assert_eq!(body(&heard(&server).await.0).as_deref(), Some(""));
    server.next([answer().cut_in_its_body()]);
    assert_eq!(body(&heard(&server).await.0).as_deref(), Some("01234"));
    server.next([answer().claiming(4)]);
    let (text, _) = heard(&server).await;
    assert!(
        text.contains("content-length: 4\r\n") && text.ends_with("0123456789"),
        "{text}"
    );
    server.next([answer().dripping(Duration::from_millis(1)), Act::close()]);
    let mut client = Connection::open(server.address).await;
    assert_eq!(client.send(asked("k")).await.body, b"0123456789");
}

#[tokio::test]
async fn who_is_held_at_a_gate_goes_on_when_it_opens_and_is_missed_when_it_leaves() {
    let (server, gate) = (Faulty::start(), Gate::closed());
    server.now({
        let gate = gate.clone();
        move |_| Act::json("{}").behind(&gate)
    });
    let mut stays = Connection::open(server.address).await;
    let mut leaves = Connection::open(server.address).await;
    assert!(stays.write(&asked("a").to_bytes()).await);
    assert!(leaves.write(&asked("b").to_bytes()).await);
    server.until(|counts| counts.in_flight == 2).await;
    leaves.reset();
    server.until(|counts| counts.aborted == 1).await;
    gate.open();
    assert_eq!(stays.answer(false).await.status, 200);
    server.until(|counts| counts.in_flight == 0).await;
    let counts = server.counts();
    assert_eq!(
        (counts.done, counts.aborted, counts.most_in_flight),
        (1, 1, 2)
    );
}

#[tokio::test]
async fn a_server_that_died_refuses_connections_and_listens_again_on_its_port() {
    let server = Faulty::start();
    let mut client = Connection::open(server.address).await;
    assert_eq!(client.send(asked("a")).await.status, 200);
    server.now(|_| Act::never());
    assert!(client.write(&asked("b").to_bytes()).await);
    server.until(|counts| counts.in_flight == 1).await;
    server.die();
    assert_eq!(client.try_answer().await, None);
    assert_eq!(server.counts().in_flight, 0);
    let refused = TcpStream::connect(server.address)
        .await
        .expect_err("it is dead");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    server.live();
    server.now(|_| Act::json("{}"));
    let mut client = Connection::open(server.address).await;
    assert_eq!(client.send(asked("b")).await.status, 200);
}
