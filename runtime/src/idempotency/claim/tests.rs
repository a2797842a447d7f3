//! The claim's end, in every way it can come.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody, to_bytes};
use actix_web::http::StatusCode;
use bytes::Bytes;
use futures_util::{FutureExt, stream};

use super::*;
use crate::store::{Claimed, Fingerprint, IdempotencyBound};

const KEY: StoreKey = StoreKey([1; 32]);
const PRINT: Fingerprint = Fingerprint([2; 32]);
const TERMS: Terms = Terms {
    lease: Duration::from_secs(30),
    ttl: Duration::from_secs(3600),
    rerun_safe: false,
};

struct Bench {
    store: Arc<MemoryIdempotency>,
    terms: Terms,
    clock: Clock,
}

impl Bench {
    fn new() -> Self {
        Self {
            store: Arc::new(MemoryIdempotency::new(IdempotencyBound::default())),
            terms: TERMS,
            clock: Clock::manual().0,
        }
    }

    fn ask(&self) -> Claimed {
        self.store.claim(KEY, PRINT, self.terms, self.clock.now())
    }

    fn claim(&self) -> Claim {
        match self.ask() {
            Claimed::Owned(owner) => Claim::local(Arc::clone(&self.store), KEY, owner, self.terms),
            other => panic!("not claimed: {other:?}"),
        }
    }

    async fn settle(&self, response: HttpResponse) -> Result<HttpResponse, Problem> {
        self.claim().settle(response, 100, &self.clock).await
    }
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn what_is_cut_off_after_an_effect_is_of_unknown_outcome() {
    for has_effect in [false, true] {
        let bench = Bench::new();
        let claim = bench.claim();
        let run = RequestContext::of_a_test("/orders").scope(async {
            let _claim = claim;
            if has_effect {
                RequestContext::current().unwrap().note_effect();
            }
            pending::<()>().await;
        });
        // Dropped in the middle, as the runs of a process are that ends.
        assert!(run.boxed_local().now_or_never().is_none());
        match bench.ask() {
            Claimed::OutcomeUnknown => assert!(has_effect),
            Claimed::Owned(_) => assert!(!has_effect),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_dropped_claim_releases_its_key_from_whatever_thread() {
    let bench = Bench::new();
    let claim = bench.claim();
    assert!(matches!(bench.ask(), Claimed::InFlight));
    thread::spawn(move || drop(claim)).join().unwrap();
    drop(bench.claim());
    assert_eq!((bench.store.keys(), bench.store.bytes()), (0, 0));
}

#[test]
fn a_panic_releases_the_key() {
    let bench = Bench::new();
    let claim = bench.claim();
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _claim = claim;
        panic!("as handlers do");
    }));
    assert!(outcome.is_err());
    drop(bench.claim());
}

#[test]
fn a_claim_can_be_sent() {
    fn is_send<T: Send + Sync>() {}
    is_send::<Claim>();
}

#[actix_web::test]
async fn a_long_run_is_renewed_until_it_is_done() {
    let (clock, hand) = Clock::manual();
    let bench = Bench {
        clock: clock.clone(),
        ..Bench::new()
    };
    let claim = bench.claim();
    let long = async {
        for _ in 0..12 {
            hand.until_asleep(1).await;
            hand.advance(TERMS.lease / 3);
            // The renewal has its turn while the work waits.
            tokio::task::yield_now().await;
        }
        "done"
    };
    assert_eq!(claim.during(&clock, long).await, "done");
    assert_eq!(clock.now().as_nanos(), TERMS.lease.as_nanos() as u64 * 4);
    assert!(matches!(bench.ask(), Claimed::InFlight));
    drop(claim);
}

#[actix_web::test]
async fn outcomes_are_replayed_with_all_but_what_was_the_responses_own() {
    let bench = Bench::new();
    let first = HttpResponse::Created()
        .insert_header(("location", "/orders/1"))
        .insert_header(("x-request-id", "abc"))
        .insert_header(("set-cookie", "s=1"))
        .body("{\"order\":1}");
    let first = bench.settle(first).await.unwrap();
    assert_eq!(first.headers().get("set-cookie").unwrap(), "s=1");
    assert_eq!(first.headers().get("x-request-id").unwrap(), "abc");
    let first = to_bytes(first.into_body()).await.unwrap();
    assert_eq!(first, "{\"order\":1}");

    let Claimed::Replay(answer) = bench.ask() else {
        panic!("not replayed");
    };
    let again = replay::replay(&answer);
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.headers().get("location").unwrap(), "/orders/1");
    assert_eq!(again.headers().get("idempotency-replayed").unwrap(), "true");
    assert!(!again.headers().contains_key("set-cookie"));
    assert!(!again.headers().contains_key("x-request-id"));
    assert_eq!(to_bytes(again.into_body()).await.unwrap(), first);
}

#[actix_web::test]
async fn a_response_keeps_its_problem_when_it_is_kept() {
    let bench = Bench::new();
    let mut conflict = HttpResponse::Conflict().body("out of stock");
    conflict
        .extensions_mut()
        .insert(Problem::new(StatusCode::CONFLICT, "out_of_stock"));
    let sent = bench.settle(conflict).await.unwrap();
    assert_eq!(
        sent.extensions().get::<Problem>().unwrap().code,
        "out_of_stock"
    );
    assert!(matches!(bench.ask(), Claimed::Replay(_)));
}

#[actix_web::test]
async fn failures_release_the_key() {
    let bench = Bench::new();
    for status in [408, 425, 429, 500, 503, 504, 401] {
        let status = StatusCode::from_u16(status).unwrap();
        let sent = bench.settle(HttpResponse::new(status)).await.unwrap();
        assert_eq!(sent.status(), status);
    }
    drop(bench.claim());
}

#[actix_web::test]
async fn a_stream_is_a_500_and_releases_the_key() {
    let bench = Bench::new();
    let chunks = stream::iter([Ok::<_, actix_web::Error>(Bytes::from_static(b"x"))]);
    let problem = bench
        .settle(HttpResponse::Ok().streaming(chunks))
        .await
        .unwrap_err();
    assert_eq!(problem.status, StatusCode::INTERNAL_SERVER_ERROR);
    drop(bench.claim());
}

#[actix_web::test]
async fn a_body_that_fails_is_a_500_and_releases_the_key() {
    struct Failing;
    impl MessageBody for Failing {
        type Error = std::io::Error;
        fn size(&self) -> BodySize {
            BodySize::Sized(3)
        }
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Bytes, Self::Error>>> {
            std::task::Poll::Ready(Some(Err(std::io::Error::other("gone"))))
        }
    }
    let bench = Bench::new();
    let response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(Failing));
    assert!(bench.settle(response).await.is_err());
    drop(bench.claim());
}

#[actix_web::test]
async fn a_large_answer_is_sent_and_its_key_stays_spent() {
    let bench = Bench::new();
    let sent = bench
        .settle(HttpResponse::Ok().body("x".repeat(101)))
        .await
        .unwrap();
    assert_eq!(to_bytes(sent.into_body()).await.unwrap().len(), 101);
    assert!(matches!(bench.ask(), Claimed::OutcomeUnknown));
}

#[actix_web::test]
async fn a_large_answer_that_is_safe_to_rerun_is_run_again() {
    let bench = Bench {
        terms: Terms {
            rerun_safe: true,
            ..TERMS
        },
        ..Bench::new()
    };
    bench
        .settle(HttpResponse::Ok().body("x".repeat(101)))
        .await
        .unwrap();
    drop(bench.claim());
}

#[test]
fn the_longest_lease_is_renewed_in_time() {
    let bench = Bench::new();
    let claim = bench.claim();
    assert!(claim.renew(bench.clock.now()));
    let done = claim.complete(None, bench.clock.now()).now_or_never();
    done.expect("in memory, nothing is waited for");
    assert!(matches!(bench.ask(), Claimed::OutcomeUnknown));
}
