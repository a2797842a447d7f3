//! Bodies that are too large, too slow, or not what they say, and the connection afterwards.

use std::io::Write;
use std::time::Duration;

use actix_web::web::{Bytes, Json, Payload};
use flate2::Compression;
use flate2::write::GzEncoder;
use hardpoint::prelude::*;
use hardpoint_tests::{Connection, Request, Service};
use serde_json::Value;

#[endpoint(post = "/small", body = "1KiB", timeout = "60s")]
async fn small(body: Bytes) -> String {
    body.len().to_string()
}

#[derive(ApiRequest)]
struct Note {
    #[garde(length(max = 4000))]
    text: String,
}

#[endpoint(post = "/note", body = "4KiB", timeout = "60s")]
async fn note(note: Note) -> String {
    note.text.len().to_string()
}

#[endpoint(post = "/foreign", body = "4KiB")]
async fn foreign(body: Json<Value>) -> Json<Value> {
    body
}

#[endpoint(post = "/none")]
async fn none() -> &'static str {
    "none"
}

#[endpoint(get = "/read")]
async fn read() -> &'static str {
    "read"
}

#[endpoint(post = "/stream", body = "stream", timeout = "1s")]
async fn stream(payload: Payload) -> String {
    payload
        .to_bytes()
        .await
        .map_or_else(|_| "failed".to_owned(), |bytes| bytes.len().to_string())
}

fn service() -> Service {
    Service::of(endpoints![small, note, foreign, none, read, stream])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// The connection is either closed, or goes on with the next request as HTTP says.
async fn is_closed_or_in_step(mut connection: Connection, said_close: bool) {
    if said_close {
        assert!(connection.is_closed().await);
    } else {
        assert_eq!(connection.send(Request::get("/read")).await.body, b"read");
    }
}

#[tokio::test]
async fn a_body_at_its_limit_passes() {
    let answer = service()
        .send(Request::post("/small").body("x".repeat(1024)))
        .await;
    assert_eq!(answer.body, b"1024");
}

#[tokio::test]
async fn a_declared_length_over_the_limit_is_413_before_a_byte_is_read() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(b"POST /small HTTP/1.1\r\nhost: test\r\ncontent-length: 1025\r\n\r\n")
        .await;
    let answer = connection.answer(false).await;
    answer.problem(413, "payload_too_large");
    assert_eq!(answer.header("connection"), Some("close"));
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_413_while_it_streams() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(b"POST /small HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n")
        .await;
    let chunk = format!("200\r\n{}\r\n", "x".repeat(0x200));
    for _ in 0..3 {
        connection.write(chunk.as_bytes()).await;
    }
    let answer = connection.answer(false).await;
    answer.problem(413, "payload_too_large");
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_compressed_body_counts_after_decoding() {
    let service = service();
    let send = async |size: usize| {
        let text = format!("{{\"text\":\"{}\"}}", "x".repeat(size));
        let request = Request::post("/note")
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .body(gzip(text.as_bytes()));
        service.send(request).await
    };
    assert_eq!(send(4000).await.body, b"4000");
    send(5000).await.problem(413, "payload_too_large");
    send(4_000_000).await.problem(413, "payload_too_large");
}

#[tokio::test]
async fn a_compressed_body_reaches_actix_own_extractors() {
    let request = Request::post("/foreign")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(gzip(b"{\"a\":1}"));
    assert_eq!(
        service().send(request).await.json(),
        serde_json::json!({ "a": 1 })
    );
}

#[tokio::test]
async fn an_unknown_coding_is_415_with_those_that_are_known() {
    let request = Request::post("/note")
        .header("content-type", "application/json")
        .header("content-encoding", "br")
        .body("{}");
    let answer = service().send(request).await;
    answer.problem(415, "unsupported_encoding");
    let known = answer
        .header("accept-encoding")
        .expect("those that are known");
    assert!(
        known.contains("gzip") && known.contains("deflate"),
        "{known}"
    );
}

#[tokio::test]
async fn a_corrupt_coding_is_400() {
    let request = Request::post("/note")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body("not gzip");
    assert_eq!(service().send(request).await.status, 400);
}

#[tokio::test]
async fn a_wrong_media_type_is_415_with_the_right_one() {
    let answer = service()
        .send(
            Request::post("/note")
                .header("content-type", "text/xml")
                .body("<a/>"),
        )
        .await;
    answer.problem(415, "unsupported_media_type");
    assert_eq!(answer.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_body_where_none_is_taken_is_400() {
    let service = service();
    service
        .send(Request::post("/none").body("x"))
        .await
        .problem(400, "unexpected_body");
    let with_get = Request::get("/read").body("x");
    service.send(with_get).await.problem(400, "unexpected_body");
    assert_eq!(
        service.send(Request::post("/none").body("")).await.body,
        b"none"
    );
}

#[tokio::test]
async fn a_sender_below_the_least_rate_is_408_long_before_its_deadline() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(b"POST /small HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\nx")
        .await;
    service.clock.until_asleep(1).await;
    service.clock.advance(Duration::from_secs(6));
    let answer = connection.answer(false).await;
    answer.problem(408, "request_timeout");
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_stream_is_handed_over_as_it_comes_and_ends_with_the_deadline() {
    let service = service();
    let whole = service
        .send(Request::post("/stream").body("x".repeat(100_000)))
        .await;
    assert_eq!(whole.body, b"100000");

    let mut connection = service.connect().await;
    connection
        .write(b"POST /stream HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nx")
        .await;
    service.clock.until_asleep(1).await;
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(connection.answer(false).await.status, 504);
}

#[tokio::test]
async fn a_body_that_is_refused_after_it_was_read_leaves_the_connection_in_step() {
    let service = service();
    for body in [
        "{\"text\":1}",
        "{",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "\u{feff}{}",
    ] {
        let mut connection = service.connect().await;
        let request = Request::post("/note")
            .header("content-type", "application/json")
            .body(body);
        let answer = connection.send(request).await;
        assert!([400, 422].contains(&answer.status), "{body}: {answer:?}");
        let closes = answer.header("connection") == Some("close");
        is_closed_or_in_step(connection, closes).await;
    }
}

#[tokio::test]
async fn a_body_cut_short_by_its_sender_harms_nobody() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(b"POST /note HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\n{\"te")
        .await;
    drop(connection);
    assert_eq!(service.get("/read").await.body, b"read");
}
