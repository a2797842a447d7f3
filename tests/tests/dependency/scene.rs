//! What the calls of these tests have in common: a client of one server that says how it failed.

use std::io;

use hardpoint_tests::{Faulty, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks once, on a connection of its own, as a client without any policy would: what was answered, or
/// how that failed.
pub(crate) async fn ask(server: &Faulty, request: &Request) -> io::Result<Answered> {
    let mut stream = TcpStream::connect(server.address).await?;
    stream.write_all(&request.to_bytes()).await?;
    let mut unread = Vec::new();
    loop {
        if let Some(answered) = Answered::parse(&unread) {
            return Ok(answered);
        }
        if stream.read_buf(&mut unread).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// A status and a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answered {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let (_, length) = head.split_once("content-length: ")?;
        let length: usize = length.lines().next()?.parse().ok()?;
        let body = body.get(..length)?.to_owned();
        Some(Self { status, body })
    }
}

#[tokio::test]
async fn the_client_of_these_tests_says_how_it_failed() {
    use hardpoint_tests::Act;
    let server = Faulty::start();
    let request = Request::get("/");
    server.next([
        Act::json("[]"),
        Act::status(503),
        Act::reset(),
        Act::close(),
    ]);
    let answered = ask(&server, &request).await.expect("an answer");
    assert_eq!((answered.status, answered.body.as_str()), (200, "[]"));
    assert_eq!(ask(&server, &request).await.expect("an answer").status, 503);
    for kind in [io::ErrorKind::ConnectionReset, io::ErrorKind::UnexpectedEof] {
        assert_eq!(
            ask(&server, &request).await.expect_err("a fault").kind(),
            kind
        );
    }
    server.die();
    let refused = ask(&server, &request).await.expect_err("a fault");
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
}
