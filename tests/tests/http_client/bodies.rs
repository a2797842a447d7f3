//! Bodies that are too large, too slow, cut off, or never end.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::StreamExt as _;
use hardpoint::Clock;
use hardpoint::http::{Error, TimedOut};
use serde::{Deserialize, Serialize};

use crate::client_of;
use crate::server::{Server, answer, ok, until_closed};

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

fn chunk(stream: &mut TcpStream, bytes: usize) -> std::io::Result<()> {
    write!(stream, "{bytes:x}\r\n{}\r\n", "x".repeat(bytes))
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Stock {
    sku: String,
    count: u32,
}

#[tokio::test]
async fn json_goes_out_and_comes_in_as_a_type() {
    let server = Server::start(|asked, stream| {
        let body = String::from_utf8(asked.body.clone()).unwrap();
        stream.write_all(&ok(&body))
    });
    let client = client_of(&server).build().unwrap();
    let stock = Stock {
        sku: "é\"".to_owned(),
        count: 3,
    };
    let answer = client
        .post("/stock")
        .query("a", "b&c=d")
        .json(&stock)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.json::<Stock>().await.unwrap(), stock);
    let asked = &server.asked()[0];
    assert_eq!(asked.line(), "POST /stock?a=b%26c%3Dd");
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("user-agent"), Some("hardpoint"));
    let other = client
        .post("/")
        .body("{\"sku\":\"hunter2\"}")
        .send()
        .await
        .unwrap();
    let error = other.json::<Stock>().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)));
    assert!(
        !format!("{error} {error:?}").contains("hunter2"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_not_read() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n")?;
        until_closed(stream)
    });
    let client = client_of(&server).build().unwrap();
    let error = client
        .get("/")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::TooLarge { limit: 1_048_576 }),
        "{error:?}"
    );
    server.has_ended(1).await;
}

#[tokio::test]
async fn a_body_without_an_end_is_read_up_to_the_limit() {
    let server = Server::start(|_, stream| {
        stream.write_all(CHUNKED)?;
        // Until the client has had enough.
        loop {
            chunk(stream, 10_000)?;
        }
    });
    let client = client_of(&server).build().unwrap();
    let error = client
        .get("/")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::TooLarge { limit: 1_048_576 }),
        "{error:?}"
    );
    server.has_ended(1).await;
}

#[tokio::test]
async fn the_limit_is_the_most_that_is_taken() {
    let server = Server::start(|_, stream| {
        stream.write_all(CHUNKED)?;
        (0..10).try_for_each(|_| chunk(stream, 10))?;
        stream.write_all(b"0\r\n\r\n")
    });
    let client = client_of(&server).max_response(100).build().unwrap();
    let get = || client.get("/");
    assert_eq!(
        get().send().await.unwrap().bytes().await.unwrap().len(),
        100
    );
    let error = get()
        .max_response(99)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 99 }), "{error:?}");
    let parts = get().max_response(1).send().await.unwrap().stream();
    let read: usize = parts
        .map(|part| part.unwrap().len())
        .collect::<Vec<_>>()
        .await
        .iter()
        .sum();
    assert_eq!(read, 100, "part by part there is no limit");
}

#[tokio::test]
async fn what_is_compressed_stays_so_and_small() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 64 * 1024 * 1024]).unwrap();
    let bomb = bomb.finish().unwrap();
    let length = bomb.len();
    let server = Server::start(move |_, stream| {
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ";
        write!(stream, "{head}{}\r\n\r\n", bomb.len())?;
        stream.write_all(&bomb)
    });
    let client = client_of(&server).build().unwrap();
    let body = client.get("/").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(body.len(), length);
    assert_eq!(server.asked()[0].header("accept-encoding"), None);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_lost() {
    for cut in [
        &b"HTTP/1.1 200 OK\r\ncontent-le"[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal",
        b"this is no HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let server = Server::start(move |_, stream| {
            stream.write_all(cut)?;
            Err(ErrorKind::ConnectionReset.into())
        });
        let client = client_of(&server).build().unwrap();
        let answer = async { client.get("/").send().await?.bytes().await };
        let error = answer.await.unwrap_err();
        assert!(matches!(error, Error::Lost(_)), "{cut:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(b"x-flood: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")?;
        }
    });
    let client = client_of(&server).build().unwrap();
    let error = client.get("/").send().await.unwrap_err();
    assert!(matches!(error, Error::Lost(_)), "{error:?}");
    server.has_ended(1).await;
    let one = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-flood: ")?;
        loop {
            stream.write_all(&[b'x'; 4096])?;
        }
    });
    let client = client_of(&one).build().unwrap();
    let error = client.get("/").send().await.unwrap_err();
    assert!(matches!(error, Error::Lost(_)), "{error:?}");
    one.has_ended(1).await;
}

#[tokio::test]
async fn silence_ends_at_the_read_timeout() {
    let server = Server::start(|asked, stream| {
        if asked.line().ends_with("/body") {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")?;
        }
        until_closed(stream)
    });
    let client = client_of(&server)
        .read_timeout(Duration::from_millis(150))
        .build()
        .unwrap();
    for target in ["/head", "/body"] {
        let answer = async { client.get(target).send().await?.bytes().await };
        let error = answer.await.unwrap_err();
        assert!(
            matches!(error, Error::Timeout(TimedOut::Read)),
            "{target}: {error:?}"
        );
    }
    server.has_ended(2).await;
}

#[tokio::test]
async fn a_drip_ends_at_the_total_timeout() {
    let server = Server::start(|_, stream| {
        stream.write_all(CHUNKED)?;
        loop {
            chunk(stream, 1)?;
            std::thread::park_timeout(Duration::from_millis(20));
        }
    });
    let client = client_of(&server).read_timeout(Duration::from_secs(20));
    let client = client.timeout(Duration::from_millis(300)).build().unwrap();
    let clock = Clock::system();
    let began = clock.now();
    let error = client
        .get("/")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Timeout(TimedOut::Total)),
        "{error:?}"
    );
    assert!(clock.now().since(began) >= Duration::from_millis(300));
    // Part by part it is the same time.
    let mut answer = client.get("/").send().await.unwrap();
    let error = loop {
        match answer.chunk().await {
            Ok(part) => assert!(part.is_some()),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, Error::Timeout(TimedOut::Total)),
        "{error:?}"
    );
    drop(answer);
    server.has_ended(2).await;
}

#[tokio::test]
async fn a_head_that_drips_ends_at_the_total_timeout_of_the_request() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(b"x")?;
            std::thread::park_timeout(Duration::from_millis(20));
        }
    });
    let client = client_of(&server).build().unwrap();
    let request = client.get("/").timeout(Duration::from_millis(200));
    let error = request.send().await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout(TimedOut::Total)),
        "{error:?}"
    );
    server.has_ended(1).await;
}

#[tokio::test]
async fn answers_without_a_body_are_empty() {
    let server = Server::start(|asked, stream| match asked.line() {
        "GET /204" => stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n"),
        _ => stream.write_all(&answer("200 OK", "", "")),
    });
    let client = client_of(&server).build().unwrap();
    for target in ["/204", "/empty"] {
        let body = client
            .get(target)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        assert!(body.is_empty());
    }
    assert!(
        client
            .head("/")
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap()
            .is_empty()
    );
}
