//! Entries go out and come back whole; whatever else comes back is none.

use actix_web::HttpResponse;
use actix_web::body::MessageBody as _;
use actix_web::http::header::{CACHE_STATUS, CONTENT_TYPE};
use hardpoint_policy::CachePolicy;
use proptest::prelude::*;

use super::*;
use crate::cache::Filled;
use crate::cache::fixture::{Bench, get, policy, said};
use crate::cache::headers::Served;

const SECOND: Duration = Duration::from_secs(1);

async fn entry(bench: &Bench, answer: impl FnOnce() -> HttpResponse + 'static) -> Bytes {
    let Filled::Entry(entry, _) = bench.fill_with(&get("/x"), answer).await else {
        panic!("it is stored");
    };
    entry.encode(bench.clock.now()).unwrap().0
}

fn decoded(bench: &Bench, bytes: impl Into<Bytes>, left: Duration) -> Option<Entry> {
    let found = Found {
        entry: bytes.into(),
        left,
    };
    let birth = Birth {
        stamp: 0,
        at: bench.clock.now(),
    };
    let fill = bench.ticket(&get("/x"), None);
    Entry::decode(found, &fill, bench.clock.now(), birth)
}

fn plain() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain")
        .append_header(("x-two", "one"))
        .append_header(("x-two", "other"))
        .body("the body")
}

#[actix_web::test]
async fn an_answer_comes_back_as_it_was_and_as_old_as_it_is() {
    let bench = Bench::new(policy());
    let Filled::Entry(entry, _) = bench.fill_with(&get("/x"), plain).await else {
        panic!("it is stored");
    };
    bench.hand.advance(7 * SECOND);
    let (bytes, left) = entry.encode(bench.clock.now()).unwrap();
    assert!(left <= 90 * SECOND && left >= 77 * SECOND, "{left:?}");

    // In another process, whose clock says something else, three seconds later.
    let other = Bench::new(policy());
    let found = decoded(&other, bytes, left - 3 * SECOND).unwrap();
    let answer = |entry: &Entry, bench: &Bench| {
        entry.respond(bench.clock.now(), get("/x").headers(), Served::SecondLevel)
    };
    bench.hand.advance(3 * SECOND);
    let (there, here) = (answer(&found, &other), answer(&entry, &bench));
    assert_eq!(there.status(), here.status());
    for name in [
        "etag",
        "age",
        "cache-control",
        "content-type",
        "cache-status",
    ] {
        assert_eq!(said(there.headers(), name), said(here.headers(), name));
        assert!(there.headers().contains_key(name), "{name}");
    }
    assert_eq!(said(there.headers(), "age"), Some("10"));
    let two: Vec<_> = there.headers().get_all("x-two").collect();
    assert_eq!(two, ["one", "other"]);
    let status = said(there.headers(), CACHE_STATUS.as_str()).unwrap();
    assert!(status.ends_with("; detail=second-level"), "{status}");
    let body = there.into_body().try_into_bytes().unwrap();
    assert_eq!(body, "the body");
}

#[actix_web::test]
async fn an_error_that_is_stored_is_rendered_anew() {
    let statuses = std::borrow::Cow::Borrowed(&[404][..]);
    let bench = Bench::new(CachePolicy {
        statuses,
        ..policy()
    });
    let problem = Problem::new(StatusCode::NOT_FOUND, "order_not_found")
        .detail("there is no order 7")
        .type_uri("https://example.com/none", "None")
        .member("left", 0)
        .violations(vec![Violation {
            pointer: "path/id".into(),
            code: "missing".into(),
            detail: "there is none".into(),
        }])
        .header(CONTENT_TYPE, HeaderValue::from_static("text/plain"))
        .retry_after(2 * SECOND);
    let body = |problem: &Problem| {
        let response = problem.clone().into_response();
        let headers = response.headers().clone();
        (
            headers.len(),
            response.into_body().try_into_bytes().unwrap(),
        )
    };
    let expected = body(&problem);
    let bytes = entry(&bench, move || problem.into_response()).await;
    let found = decoded(&bench, bytes, 60 * SECOND).unwrap();
    let Content::Problem(problem) = &found.content else {
        panic!("an error is an error");
    };
    assert_eq!(body(problem), expected);
    assert!(problem.retryable && !problem.is_final);
}

#[actix_web::test]
async fn a_part_of_an_entry_is_none_and_neither_is_one_of_another_version() {
    let bench = Bench::new(policy());
    let bytes = entry(&bench, || HttpResponse::Ok().finish()).await;
    assert!(decoded(&bench, bytes.clone(), SECOND).is_some());
    for length in 0..bytes.len() {
        assert!(
            decoded(&bench, bytes.slice(..length), SECOND).is_none(),
            "{length}"
        );
    }
    let mut other = bytes.to_vec();
    other[0] += 1;
    assert!(decoded(&bench, other, SECOND).is_none());
}

#[actix_web::test]
async fn what_has_ended_is_not_sent() {
    let bench = Bench::new(policy());
    let Filled::Entry(entry, _) = bench.fill_with(&get("/x"), plain).await else {
        panic!("it is stored");
    };
    bench.hand.advance(100 * SECOND);
    assert!(entry.encode(bench.clock.now()).is_none());
}

/// An answer and a stored error as bytes, to be spoilt.
fn samples() -> &'static [Vec<u8>; 2] {
    static SAMPLES: std::sync::LazyLock<[Vec<u8>; 2]> = std::sync::LazyLock::new(|| {
        let problem = || Problem::new(StatusCode::NOT_FOUND, "none").into_response();
        let all = async {
            let statuses = std::borrow::Cow::Borrowed(&[404][..]);
            let bench = Bench::new(CachePolicy {
                statuses,
                ..policy()
            });
            let one = entry(&bench, plain).await.to_vec();
            let bench = Bench::new(bench.plan.policy().clone());
            [one, entry(&bench, problem).await.to_vec()]
        };
        actix_web::rt::System::new().block_on(all)
    });
    &SAMPLES
}

proptest! {
    #[test]
    fn whatever_comes_back_is_an_entry_or_none(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut bytes = bytes;
        if let Some(version) = bytes.first_mut() {
            *version = VERSION;
        }
        let bench = Bench::new(policy());
        if let Some(entry) = decoded(&bench, bytes, SECOND) {
            let _ = entry.respond(bench.clock.now(), get("/x").headers(), Served::Hit);
        }
    }

    #[test]
    fn a_spoilt_entry_is_an_entry_or_none(
        sample in 0..2_usize,
        spoilt in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = samples()[sample].clone();
        for (at, byte) in spoilt {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let bench = Bench::new(policy());
        if let Some(entry) = decoded(&bench, bytes, SECOND) {
            let _ = entry.respond(bench.clock.now(), get("/x").headers(), Served::Hit);
        }
    }
}
