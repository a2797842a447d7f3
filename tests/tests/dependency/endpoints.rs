//! What the client of an endpoint sees of a dependency that fails: when to come back, and nothing of
//! what happened inside.

use std::time::Duration;

use actix_web::web::Data;
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;
use hardpoint_tests::{Act, Answer, Faulty, Gate, Service};

use crate::scene::{INSIDE, failing, in_time, stock};

#[dependency(
    name = "endpoints",
    timeout = "2s",
    attempt = "200ms",
    breaker = "50%/30s min:5 open:5s"
)]
async fn asked(server: &Faulty) -> Result<String, DependencyError> {
    stock(server.address).await
}

#[endpoint(get = "/stock")]
async fn told(server: Data<Faulty>) -> Result<String, DependencyError> {
    asked(&server).await
}

/// An error of the service's own, with what its dependency failed with inside.
#[derive(Debug, ApiError)]
enum StockError {
    #[api(transparent)]
    Inventory(#[from] DependencyError),
}

#[dependency(name = "endpoints-own", timeout = "1s")]
async fn asked_of_its_own(server: &Faulty) -> Result<String, DependencyError> {
    stock(server.address).await
}

#[endpoint(get = "/own")]
async fn told_of_its_own(server: Data<Faulty>) -> Result<String, StockError> {
    Ok(asked_of_its_own(&server).await?)
}

#[dependency(
    name = "endpoints-cached",
    timeout = "1s",
    breaker = "none because:its test asks as often as it likes"
)]
async fn asked_for_the_cache(server: &Faulty) -> Result<String, DependencyError> {
    stock(server.address).await
}

#[endpoint(get = "/cached", cache = "ttl:60 stale:30")]
async fn cached(server: Data<Faulty>) -> Result<String, DependencyError> {
    asked_for_the_cache(&server).await
}

#[dependency(name = "endpoints-narrow", timeout = "5s", concurrency = 1)]
async fn asked_one_by_one(server: &Faulty) -> Result<String, DependencyError> {
    stock(server.address).await
}

#[endpoint(get = "/narrow")]
async fn narrow(server: Data<Faulty>) -> Result<String, DependencyError> {
    asked_one_by_one(&server).await
}

/// Endpoints that call a server of the test's own.
fn service() -> (Service, Data<Faulty>) {
    let server = Data::new(Faulty::start());
    let shared = server.clone();
    let service = Service::with(
        endpoints![told, told_of_its_own, cached, narrow],
        |builder| builder,
        move |app| {
            app.app_data(shared.clone());
        },
    );
    (service, server)
}

#[track_caller]
fn says_nothing_of_the_inside(answer: &Answer) {
    let text = format!("{answer:?}{}", String::from_utf8_lossy(&answer.body));
    for word in [INSIDE, "hunter2", "endpoints", "127.0.0.1", "refused"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[tokio::test]
async fn a_client_is_told_when_to_come_back_and_nothing_of_what_happened() {
    let (service, server) = service();
    assert_eq!(service.get("/stock").await.body, b"{}");

    server.next([failing(500)]);
    let failed = service.get("/stock").await;
    failed.problem(502, "dependency_failed");
    says_nothing_of_the_inside(&failed);

    server.next([Act::never()]);
    let turn = async {
        server.until(|counts| counts.in_flight == 1).await;
        service.clock.advance(Duration::from_millis(200));
    };
    let (late, ()) = tokio::join!(service.get("/stock"), turn);
    late.problem(504, "dependency_timeout");
    assert_eq!(
        late.header("retry-after"),
        None,
        "it may have been executed"
    );
    says_nothing_of_the_inside(&late);

    server.next([failing(503).header("retry-after", "7")]);
    let away = service.get("/stock").await;
    away.problem(503, "dependency_unavailable");
    assert_eq!(away.header("retry-after"), Some("7"));
    says_nothing_of_the_inside(&away);

    server.die();
    let away = service.get("/stock").await;
    away.problem(503, "dependency_unavailable");
    assert!(away.header("retry-after").is_some(), "{away:?}");
    says_nothing_of_the_inside(&away);

    // Four of five have failed.
    server.live();
    let asked = server.counts().asked();
    for _ in 0..10 {
        let open = service.get("/stock").await;
        open.problem(503, "dependency_unavailable");
        let seconds = open.header("retry-after").expect("when it closes");
        assert!(
            (1..=10).contains(&seconds.parse().expect("seconds")),
            "{seconds}"
        );
        says_nothing_of_the_inside(&open);
    }
    assert_eq!(server.counts().asked(), asked, "the server is left alone");
}

#[tokio::test]
async fn a_client_of_a_full_bulkhead_is_told_that_nothing_was_executed() {
    let (service, server) = service();
    let gate = Gate::closed();
    server.next([Act::json("\"first\"").behind(&gate)]);
    let second = async {
        server.until(|counts| counts.in_flight == 1).await;
        let busy = service.get("/narrow").await;
        busy.problem(503, "dependency_busy");
        assert_eq!(busy.header("retry-after"), Some("1"));
        says_nothing_of_the_inside(&busy);
        gate.open();
    };
    let (first, ()) = tokio::join!(service.get("/narrow"), second);
    assert_eq!(first.body, b"\"first\"");
    assert_eq!(server.counts().asked(), 1);
}

#[tokio::test]
async fn an_error_of_the_services_own_passes_on_what_its_dependency_failed_with() {
    let (service, server) = service();
    server.next([failing(503).header("retry-after", "7")]);
    let away = service.get("/own").await;
    away.problem(503, "dependency_unavailable");
    assert_eq!(away.header("retry-after"), Some("7"));
    server.next([failing(404)]);
    let refused = service.get("/own").await;
    refused.problem(502, "dependency_failed");
    says_nothing_of_the_inside(&refused);
}

#[tokio::test]
async fn a_cached_endpoint_serves_what_it_knew_while_its_dependency_is_dead() {
    let (service, server) = service();
    server.next([Act::json("\"known\"")]);
    assert_eq!(service.get("/cached").await.body, b"\"known\"");
    server.die();
    // Past the TTL whatever its jitter, and within `stale`.
    service.clock.advance(Duration::from_secs(70));
    for _ in 0..10 {
        let stale = service.get("/cached").await;
        assert_eq!((stale.status, &stale.body[..]), (200, &b"\"known\""[..]));
        let said = stale.header("cache-status").expect("it says so");
        assert!(said.starts_with("hardpoint; hit; ttl=-"), "{said}");
    }
    // It is asked again in the background, at most once a second, and what it says is served.
    server.live();
    server.now(|_| Act::json("\"new\""));
    in_time(async {
        while service.get("/cached").await.body != b"\"new\"" {
            service.clock.advance(Duration::from_millis(100));
        }
    })
    .await;

    // Beyond `stale`, the truth is told.
    server.die();
    service.clock.advance(Duration::from_secs(200));
    let away = service.get("/cached").await;
    away.problem(503, "dependency_unavailable");
    assert!(away.header("retry-after").is_some(), "{away:?}");
    server.live();
    assert_eq!(service.get("/cached").await.body, b"\"new\"");
}
