//! What a client sees: bodies, validators, and the headers of a hit.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::to_bytes;
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use hardpoint_policy::{CachePolicy, Vary};

use crate::cache::fixture::{Bench, get, policy, said, with};
use crate::cache::{Filled, Forward, Lookup, Served};
use crate::error::Problem;

fn shared() -> CachePolicy {
    CachePolicy {
        shared: true,
        ..policy()
    }
}

async fn filled() -> Bench {
    let bench = Bench::new(shared());
    bench
        .fill_with(&get("/x"), || HttpResponse::Ok().body("hello"))
        .await;
    bench
}

#[actix_web::test]
async fn the_first_answer_and_a_hit_say_what_they_are() {
    let bench = Bench::new(shared());
    let filled = bench
        .fill_with(&get("/x"), || HttpResponse::Ok().body("hello"))
        .await;
    let Filled::Entry(entry, served) = filled else {
        panic!("{filled:?}");
    };
    let first = entry.respond(bench.clock.now(), get("/x").headers(), served);
    assert_eq!(
        said(first.headers(), "cache-status"),
        Some("hardpoint; fwd=uri-miss; stored")
    );
    assert_eq!(said(first.headers(), "age"), None);

    bench.hand.advance(Duration::from_secs(20));
    let hit = bench.hit(&get("/x")).unwrap();
    let status = said(hit.headers(), "cache-status").unwrap();
    let ttl: u64 = status
        .strip_prefix("hardpoint; hit; ttl=")
        .unwrap()
        .parse()
        .unwrap();
    assert!((34..=46).contains(&ttl), "{status}");
    assert_eq!(said(hit.headers(), "age"), Some("20"));
    assert_eq!(
        said(hit.headers(), "cache-control"),
        Some("public, max-age=60")
    );
    assert_eq!(said(hit.headers(), "etag"), said(first.headers(), "etag"));
    assert!(said(hit.headers(), "etag").unwrap().starts_with("W/\""));
    assert_eq!(to_bytes(hit.into_body()).await.unwrap(), "hello");
}

#[actix_web::test]
async fn a_collapsed_answer_is_of_age_zero() {
    let bench = filled().await;
    let Lookup::Fresh(entry) = bench.lookup(&get("/x")) else {
        panic!("not fresh");
    };
    let served = Served::Collapsed(Forward::UriMiss);
    let response = entry.respond(bench.clock.now(), get("/x").headers(), served);
    assert_eq!(said(response.headers(), "age"), Some("0"));
}

#[actix_web::test]
async fn a_client_that_has_the_answer_gets_304_with_what_it_needs() {
    let bench = filled().await;
    let tag = bench
        .hit(&get("/x"))
        .unwrap()
        .headers()
        .get("etag")
        .unwrap()
        .clone();
    let tag = tag.to_str().unwrap();
    for known in [tag, "*", &format!("\"0\", {tag}"), &tag[2..]] {
        let response = bench.hit(&with("/x", &[("if-none-match", known)])).unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        let headers = response.headers();
        assert_eq!(said(headers, "etag"), Some(tag));
        assert_eq!(said(headers, "cache-control"), Some("public, max-age=60"));
        assert!(said(headers, "age").is_some() && said(headers, "cache-status").is_some());
        assert!(to_bytes(response.into_body()).await.unwrap().is_empty());
    }
    let other = bench
        .hit(&with("/x", &[("if-none-match", "\"0\"")]))
        .unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    let wanted = bench.hit(&with("/x", &[("if-match", "\"0\"")])).unwrap();
    assert_eq!(wanted.status(), StatusCode::PRECONDITION_FAILED);
}

#[actix_web::test]
async fn dates_of_change_count_where_the_handler_gives_one() {
    const NOON: &str = "Mon, 07 Nov 1994 12:00:00 GMT";
    let bench = Bench::new(policy());
    bench
        .fill_with(&get("/x"), || {
            HttpResponse::Ok()
                .insert_header(("last-modified", NOON))
                .finish()
        })
        .await;
    let response = bench
        .hit(&with("/x", &[("if-modified-since", NOON)]))
        .unwrap();
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    let bench = filled().await;
    let response = bench
        .hit(&with("/x", &[("if-modified-since", NOON)]))
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_client_cannot_get_round_the_cache() {
    let bench = filled().await;
    for header in [
        ("cache-control", "no-cache, no-store, max-age=0"),
        ("pragma", "no-cache"),
        ("authorization", "junk"),
        ("range", "bytes=0-1"),
    ] {
        let response = bench.hit(&with("/x", &[header])).unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{header:?}");
    }
}

#[actix_web::test]
async fn head_is_answered_from_a_stored_get() {
    let bench = filled().await;
    let head = TestRequest::default()
        .method(Method::HEAD)
        .uri("/x")
        .to_http_request();
    let response = bench.hit(&head).unwrap();
    assert!(response.headers().contains_key("etag"));
}

#[actix_web::test]
async fn a_head_answered_without_a_body_says_nothing_of_get() {
    let bench = Bench::new(policy());
    let head = TestRequest::default()
        .method(Method::HEAD)
        .uri("/x")
        .to_http_request();
    let filled = bench.fill_with(&head, || HttpResponse::Ok().finish()).await;
    assert!(matches!(filled, Filled::Own(_)));
    assert!(bench.hit(&get("/x")).is_none());
    bench
        .fill_with(&head, || HttpResponse::Ok().body("whole"))
        .await;
    assert!(bench.hit(&get("/x")).is_some());
}

#[actix_web::test]
async fn another_variant_of_a_stored_target_is_a_vary_miss() {
    let bench = Bench::new(CachePolicy {
        vary: Cow::Owned(vec![Vary::Header(Cow::Borrowed("accept-language"))]),
        ..policy()
    });
    let german = with("/x", &[("accept-language", "de")]);
    let english = with("/x", &[("accept-language", "en")]);
    assert!(matches!(
        bench.lookup(&german),
        Lookup::Miss(Forward::UriMiss)
    ));
    bench
        .fill_with(&german, || HttpResponse::Ok().finish())
        .await;
    assert!(matches!(
        bench.lookup(&english),
        Lookup::Miss(Forward::VaryMiss)
    ));
    let hit = bench.hit(&german).unwrap();
    assert_eq!(said(hit.headers(), "vary"), Some("accept-language"));
}

#[actix_web::test]
async fn a_stored_error_is_rendered_anew() {
    let bench = Bench::new(CachePolicy {
        statuses: Cow::Borrowed(&[404]),
        ..policy()
    });
    let filled = bench
        .fill_with(&get("/x"), || {
            let mut response = HttpResponse::NotFound()
                // Of the rendering, not of the problem.
                .insert_header(("cache-control", "no-store"))
                .body("of the first request");
            response
                .extensions_mut()
                .insert(Problem::new(StatusCode::NOT_FOUND, "no_order"));
            response
        })
        .await;
    assert!(matches!(
        filled,
        Filled::Entry(_, Served::Filled { stored: true, .. })
    ));
    let hit = bench.hit(&get("/x")).unwrap();
    assert_eq!(hit.status(), StatusCode::NOT_FOUND);
    assert_eq!(said(hit.headers(), "cache-control"), Some("max-age=60"));
    assert_ne!(
        to_bytes(hit.into_body()).await.unwrap(),
        "of the first request"
    );
}

#[actix_web::test]
async fn what_an_unsafe_method_stored_is_for_equal_requests_alone() {
    let bench = Bench::new(policy());
    let post = || TestRequest::post().uri("/x").to_http_request();
    bench
        .fill_with(&post(), || HttpResponse::Ok().body("done"))
        .await;
    let hit = bench.hit(&post()).unwrap();
    assert_eq!(said(hit.headers(), "cache-control"), Some("no-store"));
    assert_eq!(said(hit.headers(), "etag"), None);
    let asking = TestRequest::post()
        .uri("/x")
        .insert_header(("if-none-match", "*"));
    assert_eq!(
        bench.hit(&asking.to_http_request()).unwrap().status(),
        StatusCode::OK
    );
}
