//! After the TTL: stale answers, refreshes, what forbids them, and invalidation.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::to_bytes;
use actix_web::rt;
use futures_util::future::pending;
use hardpoint_policy::CachePolicy;

use crate::cache::fixture::{Bench, get, policy, said, tagged};
use crate::cache::{Entry, Filled, Forward, Lookup, Refresh, Served, Tag};

/// Past any jitter of the TTL of 60 s, within the 30 s of staleness that follow.
const STALE: Duration = Duration::from_secs(70);
const DEAD: Duration = Duration::from_secs(97);

async fn filled() -> Bench {
    let bench = Bench::new(CachePolicy {
        tags: tagged("all"),
        ..policy()
    });
    bench
        .fill_with(&get("/x"), || HttpResponse::Ok().body("old"))
        .await;
    bench
}

fn stale(bench: &Bench) -> (std::sync::Arc<Entry>, Option<Refresh>) {
    match bench.lookup(&get("/x")) {
        Lookup::Stale(entry, ticket) => (entry, ticket),
        other => panic!("{other:?}"),
    }
}

async fn landed(bench: &Bench) {
    bench.until_aboard(&get("/x"), 0).await;
}

#[actix_web::test]
async fn a_stale_answer_is_served_while_one_refresh_runs() {
    let bench = filled().await;
    bench.hand.advance(STALE);
    let (entry, ticket) = stale(&bench);
    let response = entry.respond(bench.clock.now(), get("/x").headers(), Served::Hit);
    let status = said(response.headers(), "cache-status").unwrap();
    assert!(status.starts_with("hardpoint; hit; ttl=-"), "{status}");
    assert_eq!(said(response.headers(), "age"), Some("70"));
    assert!(stale(&bench).1.is_none(), "one refresh at a time");

    let work = bench.work(|| async { HttpResponse::Ok().body("new") });
    let fill = bench.ticket(&get("/x"), None);
    bench.cache.refresh(ticket.unwrap(), fill, None, work);
    landed(&bench).await;
    let hit = bench.hit(&get("/x")).unwrap();
    assert_eq!(to_bytes(hit.into_body()).await.unwrap(), "new");
}

#[actix_web::test]
async fn a_refresh_that_fails_leaves_the_stale_answer_and_is_tried_again_after_a_pause() {
    let bench = filled().await;
    bench.hand.advance(STALE);
    let work = bench.work(|| async { HttpResponse::InternalServerError().finish() });
    let fill = bench.ticket(&get("/x"), None);
    bench
        .cache
        .refresh(stale(&bench).1.unwrap(), fill, None, work);
    landed(&bench).await;
    assert!(stale(&bench).1.is_none());
    bench.hand.advance(Duration::from_secs(1));
    assert!(stale(&bench).1.is_some());
    bench.hand.advance(DEAD - STALE);
    assert!(matches!(
        bench.lookup(&get("/x")),
        Lookup::Miss(Forward::Stale)
    ));
}

#[actix_web::test]
async fn a_ticket_that_is_not_used_is_given_back() {
    let bench = filled().await;
    bench.hand.advance(STALE);
    drop(stale(&bench).1.unwrap());
    bench.hand.advance(Duration::from_secs(1));
    assert!(stale(&bench).1.is_some());
}

#[actix_web::test]
async fn a_refresh_that_hangs_is_given_up() {
    let bench = filled().await;
    bench.hand.advance(STALE);
    let until = Some(bench.clock.now().after(Duration::from_secs(5)));
    let work = bench.work(pending);
    let fill = bench.ticket(&get("/x"), until);
    bench
        .cache
        .refresh(stale(&bench).1.unwrap(), fill, until, work);
    bench.hand.until_asleep(1).await;
    assert_eq!(bench.aboard(&get("/x")), 1);
    bench.hand.advance(Duration::from_secs(5));
    landed(&bench).await;
    while stale(&bench).1.is_none() {
        bench.hand.advance(Duration::from_millis(100));
        rt::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_miss_joins_the_refresh_that_runs() {
    let bench = filled().await;
    bench.hand.advance(STALE);
    let inner = bench.clone();
    let work = bench.work(|| async move {
        // The refresh's own hold, and the one who joined.
        inner.until_aboard(&get("/x"), 2).await;
        HttpResponse::Ok().body("new")
    });
    let fill = bench.ticket(&get("/x"), None);
    bench
        .cache
        .refresh(stale(&bench).1.unwrap(), fill, None, work);
    bench.hand.advance(DEAD - STALE);
    let joined = bench.fill_with(&get("/x"), || panic!("a second run")).await;
    assert!(matches!(joined, Filled::Entry(_, Served::Collapsed(_))));
}

#[actix_web::test]
async fn must_revalidate_forbids_stale_answers() {
    let bench = Bench::new(policy());
    bench
        .fill_with(&get("/x"), || {
            let mut ok = HttpResponse::Ok();
            ok.insert_header(("cache-control", "must-revalidate"))
                .finish()
        })
        .await;
    assert!(bench.hit(&get("/x")).is_some());
    bench.hand.advance(STALE);
    assert!(matches!(
        bench.lookup(&get("/x")),
        Lookup::Miss(Forward::Stale)
    ));
}

#[actix_web::test]
async fn an_invalidated_answer_is_not_even_served_stale() {
    let bench = filled().await;
    bench.cache.invalidate(&[Tag::named(b"other")]);
    assert!(bench.hit(&get("/x")).is_some());
    bench.cache.invalidate(&[Tag::named(b"all")]);
    assert!(bench.hit(&get("/x")).is_none());
    let bench = filled().await;
    bench.hand.advance(STALE);
    bench.cache.invalidate(&[Tag::named(b"all")]);
    assert!(matches!(bench.lookup(&get("/x")), Lookup::Miss(_)));
}

#[actix_web::test]
async fn an_unsafe_success_invalidates_its_own_uri_whatever_the_query() {
    let bench = filled().await;
    for uri in ["/y", "/x?a=1"] {
        bench
            .fill_with(&get(uri), || HttpResponse::Ok().finish())
            .await;
    }
    bench.cache.invalidate(&[Tag::uri("/x")]);
    assert!(bench.hit(&get("/x")).is_none());
    assert!(bench.hit(&get("/x?a=1")).is_none());
    assert!(bench.hit(&get("/y")).is_some());
}

#[actix_web::test]
async fn what_an_unsafe_method_stored_is_not_undone_by_its_own_success() {
    let bench = Bench::new(policy());
    let post = || {
        actix_web::test::TestRequest::post()
            .uri("/x")
            .to_http_request()
    };
    bench
        .fill_with(&post(), || HttpResponse::Ok().finish())
        .await;
    bench.cache.invalidate(&[Tag::uri("/x")]);
    assert!(bench.hit(&post()).is_some());
}

#[actix_web::test]
async fn what_an_unsafe_method_stored_is_never_served_stale() {
    let bench = Bench::new(policy());
    let post = || {
        actix_web::test::TestRequest::post()
            .uri("/x")
            .to_http_request()
    };
    bench
        .fill_with(&post(), || HttpResponse::Ok().finish())
        .await;
    bench.hand.advance(STALE);
    assert!(matches!(
        bench.lookup(&post()),
        Lookup::Miss(Forward::Stale)
    ));
}
