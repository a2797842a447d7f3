//! Runs that fail, or whose answer is for one client alone.

use actix_web::http::StatusCode;
use actix_web::rt;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::future::pending;

use crate::cache::fixture::{Bench, get, policy, said, worker};
use crate::cache::{Filled, Lookup};
use crate::error::Problem;

#[actix_web::test]
async fn a_failure_is_shared_with_those_who_wait_and_stored_for_nobody() {
    let bench = Bench::new(policy());
    let inner = bench.clone();
    let work = bench.work(|| async move {
        inner.until_aboard(&get("/x"), 2).await;
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "away");
        let mut response = HttpResponse::ServiceUnavailable().finish();
        response.extensions_mut().insert(problem);
        response
    });
    let lead_request = get("/x");
    let lead = bench.fill(&lead_request, work);
    let request = get("/x");
    let follow = bench.fill_with(&request, || panic!("a second run"));
    let (lead, follow) = tokio::join!(lead, follow);
    assert!(matches!(lead, Filled::Own(response) if response.status() == 503));
    assert!(matches!(follow, Filled::Failed(problem) if problem.code == "away"));
    let next = bench
        .fill_with(&get("/x"), || HttpResponse::Ok().finish())
        .await;
    assert!(matches!(next, Filled::Entry(..)));
    assert_eq!(bench.runs(), 2);
}

#[actix_web::test]
async fn a_foreign_failure_is_shared_without_its_cookies() {
    let bench = Bench::new(policy());
    let inner = bench.clone();
    let work = bench.work(|| async move {
        inner.until_aboard(&get("/x"), 2).await;
        HttpResponse::BadGateway()
            .insert_header(("set-cookie", "a=b"))
            .body("away")
    });
    let (one, two) = (get("/x"), get("/x"));
    let lead = bench.fill(&one, work);
    let follow = bench.fill_with(&two, || panic!("a second run"));
    let (lead, follow) = tokio::join!(lead, follow);
    assert!(matches!(lead, Filled::Own(response) if response.headers().contains_key("set-cookie")));
    let Filled::Refused(shared) = follow else {
        panic!("{follow:?}");
    };
    assert_eq!(
        (shared.status, &shared.body[..]),
        (StatusCode::BAD_GATEWAY, &b"away"[..])
    );
    assert!(shared.headers.iter().all(|(name, _)| name != "set-cookie"));
}

#[actix_web::test]
async fn a_panic_fails_those_who_wait_and_poisons_nothing() {
    let bench = Bench::new(policy());
    let inner = bench.clone();
    let work = bench.work(|| async move {
        inner.until_aboard(&get("/x"), 2).await;
        panic!("the handler's");
    });
    let (one, two) = (get("/x"), get("/x"));
    let lead = bench.fill(&one, work);
    let follow = bench.fill_with(&two, || panic!("a second run"));
    let (lead, follow) = tokio::join!(lead, follow);
    assert!(matches!(lead, Filled::Failed(_)) && matches!(follow, Filled::Failed(_)));
    let next = bench
        .fill_with(&get("/x"), || HttpResponse::Ok().finish())
        .await;
    assert!(matches!(next, Filled::Entry(..)));
}

#[test]
fn a_worker_that_dies_fails_those_who_wait_elsewhere() {
    let bench = Bench::new(policy());
    let leading = bench.clone();
    let leader = worker(async move || {
        let work = leading.work(pending);
        let inner = leading.clone();
        rt::spawn(async move { drop(inner.fill(&get("/x"), work).await) });
        leading.until_aboard(&get("/x"), 2).await;
        // Here the runtime ends, and its tasks with it.
    });
    let following = bench.clone();
    let follow = worker(async move || {
        following.until_aboard(&get("/x"), 1).await;
        let filled = following
            .fill_with(&get("/x"), || panic!("a second run"))
            .await;
        matches!(filled, Filled::Failed(_))
    });
    leader.join().unwrap();
    assert!(follow.join().unwrap());
    assert_eq!(bench.aboard(&get("/x")), 0);
}

#[test]
fn whoever_cannot_spawn_fails_and_poisons_nothing() {
    let bench = Bench::new(policy());
    let request = get("/x");
    let filled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let fill = bench.fill_with(&request, || HttpResponse::Ok().finish());
        futures_util::FutureExt::now_or_never(fill)
    }));
    assert!(filled.is_err(), "there is no runtime here");
    assert_eq!(bench.aboard(&request), 0);
}

#[actix_web::test]
async fn a_personal_answer_goes_to_its_own_client_and_the_others_run_for_themselves() {
    let personal: [fn(&mut HttpResponseBuilder) -> HttpResponse; 4] = [
        |ok| ok.insert_header(("set-cookie", "a=b")).body("mine"),
        |ok| ok.insert_header(("cache-control", "no-store")).body("mine"),
        |ok| ok.body(vec![0_u8; (1 << 20) + 1]),
        |ok| {
            let chunk = Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"mine"));
            ok.streaming(futures_util::stream::iter([chunk]))
        },
    ];
    for answer in personal {
        let bench = Bench::new(policy());
        let inner = bench.clone();
        let work = bench.work(move || async move {
            inner.until_aboard(&get("/x"), 2).await;
            answer(&mut HttpResponse::Ok())
        });
        let (one, two) = (get("/x"), get("/x"));
        let lead = bench.fill(&one, work);
        let follow = bench.fill_with(&two, || HttpResponse::Ok().body("other"));
        let (lead, follow) = tokio::join!(lead, follow);
        let (Filled::Own(own), Filled::Alone(work)) = (lead, follow) else {
            panic!("shared");
        };
        for response in [own, work().await] {
            assert_eq!(response.status(), StatusCode::OK);
            let status = said(response.headers(), "cache-status");
            assert_eq!(status, Some("hardpoint; fwd=uri-miss"));
        }
        assert_eq!(bench.runs(), 2);
        assert!(matches!(bench.lookup(&get("/x")), Lookup::Miss(_)));
    }
}
