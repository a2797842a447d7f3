//! The reader against payloads made by hand; `sockets` has the real ones.

mod codings;
mod sockets;

use super::read::ReadBody;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::test::TestRequest;
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, stream};
use tokio::sync::mpsc;

use super::pace::{GRACE, LEAST_RATE};
use super::*;
use crate::clock::{Clock, ManualClock, Moment};
use crate::context::Deadline;

type Chunk = Result<Bytes, PayloadError>;

/// A payload that is fed by hand.
fn fed() -> (mpsc::UnboundedSender<Chunk>, Payload) {
    let (feed, mut chunks) = mpsc::unbounded_channel();
    let payload = stream::poll_fn(move |cx| chunks.poll_recv(cx));
    let payload: Payload = Payload::Stream {
        payload: Box::pin(payload),
    };
    (feed, payload)
}

/// A payload that is there.
fn whole(chunks: &[&'static [u8]]) -> Payload {
    let (feed, payload) = fed();
    for chunk in chunks {
        feed.send(Ok(Bytes::from_static(chunk))).unwrap();
    }
    payload
}

fn post() -> HttpRequest {
    TestRequest::post().to_http_request()
}

fn declaring(length: &str) -> HttpRequest {
    TestRequest::post()
        .insert_header(("content-length", length))
        .to_http_request()
}

fn manual(deadline: Option<Duration>) -> (Clock, ManualClock, Deadline) {
    let (clock, hand) = Clock::manual();
    let at = deadline.map(|span| clock.now().after(span));
    let deadline = Deadline::new(at, clock.clone());
    (clock, hand, deadline)
}

/// Reads what is there or will be without time passing.
async fn read_now(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<ReadBody, BodyFaultKind> {
    let (clock, _hand, deadline) = manual(None);
    read(request, payload, limit, &deadline, &clock)
        .await
        .map_err(|fault| fault.kind)
}

async fn given(mut payload: Payload) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.unwrap());
    }
    bytes
}

#[actix_web::test]
async fn no_body_is_an_empty_one_and_has_no_coding() {
    let request = TestRequest::post()
        .insert_header(("content-encoding", "br"))
        .to_http_request();
    let body = read_now(&request, Payload::None, 0).await.unwrap();
    assert!(body.decoded().is_empty());
    assert!(matches!(body.to_payload(), Payload::None));
}

#[actix_web::test]
async fn a_body_of_one_chunk_is_not_copied() {
    let chunk = Bytes::from(vec![b'x'; 100]);
    let (feed, payload) = fed();
    feed.send(Ok(chunk.clone())).unwrap();
    drop(feed);
    let body = read_now(&post(), payload, 100).await.unwrap();
    assert_eq!(body.decoded().as_ptr(), chunk.as_ptr());
    assert_eq!(given(body.to_payload()).await, chunk);
}

#[actix_web::test]
async fn chunks_are_put_together_in_their_order() {
    let payload = whole(&[b"a", b"", b"bc", b"def"]);
    let body = read_now(&post(), payload, 6).await.unwrap();
    assert_eq!(body.decoded(), "abcdef");
    assert_eq!(given(body.to_payload()).await, b"abcdef");
    assert_eq!(given(body.to_payload()).await, b"abcdef");
}

#[actix_web::test]
async fn the_limit_is_the_last_byte_that_is_taken() {
    let full = read_now(&post(), whole(&[b"abc", b"def"]), 6).await;
    assert_eq!(full.unwrap().decoded(), "abcdef");
    let over = read_now(&post(), whole(&[b"abc", b"def"]), 5).await;
    assert_eq!(over.unwrap_err(), BodyFaultKind::TooLarge { limit: 5 });
    let none = read_now(&post(), whole(&[b"a"]), 0).await;
    assert_eq!(none.unwrap_err(), BodyFaultKind::TooLarge { limit: 0 });
}

#[actix_web::test]
async fn a_declared_length_over_the_limit_is_refused_before_a_byte_is_read() {
    for length in ["7", "18446744073709551615"] {
        let (clock, _hand, deadline) = manual(None);
        let fault = read(&declaring(length), whole(&[b"abc"]), 6, &deadline, &clock)
            .await
            .unwrap_err();
        assert_eq!(fault.kind, BodyFaultKind::TooLarge { limit: 6 });
        assert_eq!(given(fault.rest).await, b"abc");
        let headers = declaring(length);
        assert_eq!(fault_declared(headers.headers(), 6), Some(fault.kind));
    }
    assert_eq!(fault_declared(declaring("6").headers(), 6), None);
}

#[actix_web::test]
async fn a_fault_carries_the_rest() {
    let (clock, _hand, deadline) = manual(None);
    let payload = whole(&[b"abc", b"def", b"ghi"]);
    let fault = read(&post(), payload, 5, &deadline, &clock)
        .await
        .unwrap_err();
    assert_eq!(given(fault.rest).await, b"ghi");
}

#[actix_web::test]
async fn a_body_that_breaks_off_is_broken() {
    let (feed, payload) = fed();
    feed.send(Ok(Bytes::from_static(b"abc"))).unwrap();
    feed.send(Err(PayloadError::Incomplete(None))).unwrap();
    let broken = read_now(&post(), payload, 100).await.unwrap_err();
    assert_eq!(broken, BodyFaultKind::Broken);
}

#[actix_web::test]
async fn what_is_there_sets_no_timer() {
    let (clock, hand, deadline) = manual(Some(Duration::from_secs(1)));
    let (feed, payload) = fed();
    let request = post();
    let mut reading = std::pin::pin!(read(&request, payload, 100, &deadline, &clock));
    // As with actix: nothing at the first look, everything at the second.
    assert!(reading.as_mut().now_or_never().is_none());
    assert!(hand.until_asleep(1).now_or_never().is_none());
    feed.send(Ok(Bytes::from_static(b"abc"))).unwrap();
    drop(feed);
    assert_eq!(reading.await.unwrap().decoded(), "abc");
}

#[actix_web::test]
async fn the_deadline_ends_the_wait() {
    let (clock, hand, deadline) = manual(Some(Duration::from_secs(1)));
    let (_feed, payload) = fed();
    let request = post();
    let reading = read(&request, payload, 100, &deadline, &clock);
    let turning = async {
        hand.until_asleep(1).await;
        hand.advance(Duration::from_secs(1));
    };
    let (read, ()) = futures_util::future::join(reading, turning).await;
    assert_eq!(read.unwrap_err().kind, BodyFaultKind::TooSlow);
}

#[actix_web::test]
async fn a_sender_below_the_least_rate_is_given_up_after_the_grace() {
    let (clock, hand, deadline) = manual(Some(Duration::from_secs(3600)));
    let (feed, payload) = fed();
    let request = post();
    let reading = read(&request, payload, 1 << 20, &deadline, &clock);
    let trickle = async {
        let mut sent = 0;
        loop {
            tokio::task::yield_now().await;
            hand.until_asleep(1).await;
            if feed.send(Ok(Bytes::from_static(&[b'x'; 100]))).is_err() {
                return sent;
            }
            sent += 100;
            hand.advance(Duration::from_secs(1));
        }
    };
    let began = clock.now();
    let ended = futures_util::future::select(Box::pin(reading), Box::pin(trickle)).await;
    let futures_util::future::Either::Left((read, _)) = ended else {
        panic!("the reader outlived its sender");
    };
    assert_eq!(read.unwrap_err().kind, BodyFaultKind::TooSlow);
    let waited = clock.now().since(began);
    assert!((GRACE..GRACE * 2).contains(&waited), "{waited:?}");
}

#[actix_web::test]
async fn a_sender_above_the_least_rate_may_take_its_time() {
    let (clock, hand, deadline) = manual(None);
    let (feed, payload) = fed();
    let request = post();
    let reading = read(&request, payload, 1 << 20, &deadline, &clock);
    let steady = async move {
        for _ in 0..100 {
            tokio::task::yield_now().await;
            hand.until_asleep(1).await;
            feed.send(Ok(Bytes::from_static(&[b'x'; LEAST_RATE as usize])))
                .unwrap();
            tokio::task::yield_now().await;
            hand.advance(Duration::from_millis(999));
        }
    };
    let (read, ()) = futures_util::future::join(reading, steady).await;
    assert_eq!(read.unwrap().decoded().len(), 100 * LEAST_RATE as usize);
    assert_eq!(clock.now(), Moment::from_nanos(99_900_000_000));
}

#[test]
fn every_fault_has_its_answer() {
    let told = |kind: BodyFaultKind| {
        let problem = kind.problem();
        (
            problem.status.as_u16(),
            problem.code.into_owned(),
            problem.close,
        )
    };
    let expect = |status, code: &str, close| (status, code.to_owned(), close);
    assert_eq!(
        told(BodyFaultKind::TooLarge { limit: 5 }),
        expect(413, "payload_too_large", true)
    );
    assert_eq!(
        told(BodyFaultKind::TooSlow),
        expect(408, "request_timeout", true)
    );
    assert_eq!(
        told(BodyFaultKind::UnsupportedCoding),
        expect(415, "unsupported_encoding", false)
    );
    #[cfg(feature = "compress")]
    assert_eq!(
        told(BodyFaultKind::Corrupt),
        expect(400, "malformed_body", false)
    );
    assert_eq!(
        told(BodyFaultKind::Broken),
        expect(400, "malformed_body", true)
    );
}
