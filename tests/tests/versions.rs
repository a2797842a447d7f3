//! Versions of an API, said by the path or by a header.

use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::http::Method;
use actix_web::web::{self, Data, Path};
use hardpoint::prelude::*;
use hardpoint::testing::{TestAnswer, TestService};
use hardpoint::{Builder, Versions};
use hardpoint_tests::{Request, Service};
use serde_json::{Value, json};

mod v1 {
    use super::*;

    #[endpoint(
        get = "/orders/{id}",
        version = "1",
        name = "v1.order",
        rate = "2/h",
        cache = "ttl:60 vary:accept",
        deprecated = "2026-01-01 successor:/v2/orders",
        sunset = "2026-12-01"
    )]
    pub(super) async fn order(id: Path<u32>) -> String {
        format!("first {id}")
    }

    #[endpoint(post = "/orders", version = "1", name = "v1.place", public, idempotent)]
    pub(super) async fn place(runs: Data<AtomicU32>) -> String {
        format!("first {}", runs.fetch_add(1, Ordering::SeqCst))
    }
}

#[endpoint(
    get = "/orders/{number}",
    version = "2",
    rate = "2/h",
    cache = "ttl:60"
)]
async fn order(number: Path<u32>) -> String {
    format!("second {number}")
}

#[endpoint(post = "/orders", version = "2", public, idempotent)]
async fn place(runs: Data<AtomicU32>) -> String {
    format!("second {}", runs.fetch_add(1, Ordering::SeqCst))
}

/// Only the second version has it.
#[endpoint(delete = "/orders/{id}", version = "2")]
async fn cancel(id: Path<u32>) -> String {
    format!("cancelled {id}")
}

/// The same in every version.
#[endpoint(get = "/about")]
async fn about(context: RequestContext) -> String {
    context.spec().operation()
}

fn built(versions: Versions) -> Builder {
    Hardpoint::builder()
        .versions(versions)
        .app_data(AtomicU32::new(0))
        .endpoints(endpoints![
            v1::order,
            v1::place,
            order,
            place,
            cancel,
            about
        ])
}

fn by_header() -> Builder {
    built(Versions::in_header("accept-version", 1))
}

fn no_such_version(answer: &TestAnswer) {
    answer.assert_problem(404, "unknown_version");
    assert_eq!(answer.json::<Value>()["versions"], json!([1, 2]));
}

#[hardpoint::test(built(Versions::in_path()))]
async fn a_path_says_its_version(service: TestService) {
    for (path, text) in [("/v1/orders/7", "first 7"), ("/v2/orders/7", "second 7")] {
        let answer = service.get(path).await;
        assert_eq!(answer.text(), text);
        assert!(
            !answer
                .header("vary")
                .unwrap_or_default()
                .contains("version")
        );
    }
    for path in ["/v3/orders/7", "/v3", "/v9999/about"] {
        no_such_version(&service.get(path).await);
    }
    // What says no version, says none that there is not.
    for path in [
        "/orders/7",
        "/v02/orders/7",
        "/v0/orders/7",
        "/vx",
        "/v1/elsewhere",
    ] {
        service.get(path).await.assert_problem(404, "not_found");
    }
    assert_eq!(service.get("/about").await.text(), "GET /about");
    let wrong_method = service.delete("/v1/orders/7").await;
    wrong_method.assert_problem(405, "method_not_allowed");
    assert_eq!(wrong_method.header("allow"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(service.delete("/v2/orders/7").await.text(), "cancelled 7");
}

#[hardpoint::test(built(Versions::in_path_or(1)))]
async fn a_path_without_a_version_is_that_of_the_default(service: TestService) {
    assert_eq!(service.get("/orders/7").await.text(), "first 7");
    // One endpoint, with one bucket.
    assert_eq!(service.get("/v1/orders/7").await.text(), "first 7");
    let denied = service.get("/orders/7").await;
    denied.assert_problem(429, "rate_limited");
    assert_eq!(service.get("/v2/orders/7").await.status(), 200);
    assert_eq!(service.get("/about").await.status(), 200);
    no_such_version(&service.get("/v3/orders/7").await);
}

#[hardpoint::test(by_header())]
async fn a_header_says_the_version_and_answers_vary_by_it(service: TestService) {
    let get = |version: &str| {
        let call = service.get("/orders/7");
        match version {
            "" => call,
            version => call.header("Accept-Version", version),
        }
    };
    for (version, text) in [("", "first 7"), ("1", "first 7"), ("2", "second 7")] {
        let answer = get(version).await;
        assert_eq!(answer.text(), text, "{version}");
        let vary = match text {
            "second 7" => "accept-version",
            _ => "accept, accept-version",
        };
        assert_eq!(answer.header("vary"), Some(vary));
    }
    for wrong in ["3", "v2", "latest", "02", "1, 2"] {
        let answer = get(wrong).await;
        no_such_version(&answer);
        assert_eq!(answer.header("vary"), Some("accept-version"));
    }
    no_such_version(&get("2").header("accept-version", "2").await);

    // Refusals of an endpoint depend on it too; what has no version does not.
    let denied = get("1").await;
    denied.assert_problem(429, "rate_limited");
    assert_eq!(denied.header("vary"), Some("accept-version"));
    let same = service.get("/about").header("accept-version", "3").await;
    assert_eq!((same.text(), same.header("vary")), ("GET /about", None));

    // A path that another version has is not there, nor is a method.
    let wrong_method = service.delete("/orders/7").await;
    wrong_method.assert_problem(405, "method_not_allowed");
    assert_eq!(wrong_method.header("allow"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(wrong_method.header("vary"), Some("accept-version"));
    let cancelled = service.delete("/orders/7").header("accept-version", "2");
    assert_eq!(cancelled.await.text(), "cancelled 7");
    let options = service.call(Method::OPTIONS, "/orders/7");
    let options = options.header("accept-version", "2").await;
    assert_eq!(options.header("allow"), Some("GET, HEAD, DELETE, OPTIONS"));
    service
        .get("/v2/orders/7")
        .await
        .assert_problem(404, "not_found");
}

#[hardpoint::test]
async fn nothing_that_is_kept_is_shared_between_versions() {
    for (versions, of_first, of_second) in [
        (Versions::in_path(), "/v1", "/v2"),
        (Versions::in_header("accept-version", 1), "", ""),
    ] {
        let service = TestService::of(built(versions)).await;
        let call = |method: Method, prefix: &str, path: &str, version: &str| {
            let call = service.call(method, &format!("{prefix}{path}"));
            call.header("accept-version", version)
        };
        let first = |method, path| call(method, of_first, path, "1");
        let second = |method, path| call(method, of_second, path, "2");
        // A key of one version is not one of the other.
        let placed = first(Method::POST, "/orders").key("k").await;
        assert_eq!(placed.text(), "first 0");
        let other = second(Method::POST, "/orders").key("k").await;
        assert_eq!(other.text(), "second 1");
        let replayed = first(Method::POST, "/orders").key("k").await;
        assert_eq!(replayed.text(), "first 0");
        // Nor is a bucket, or an answer.
        for _ in 0..2 {
            assert_eq!(first(Method::GET, "/orders/7").await.text(), "first 7");
        }
        first(Method::GET, "/orders/7")
            .await
            .assert_problem(429, "rate_limited");
        assert_eq!(second(Method::GET, "/orders/7").await.text(), "second 7");
    }
}

#[hardpoint::test(by_header())]
async fn the_end_of_a_version_is_told_to_those_who_use_it(service: TestService) {
    let link = "</v2/orders>; rel=\"successor-version\"";
    let old = service.get("/orders/7").await;
    assert_eq!(old.header("deprecation"), Some("@1767225600"));
    assert_eq!(old.header("link"), Some(link));
    assert_eq!(old.header("sunset"), Some("Tue, 01 Dec 2026 00:00:00 GMT"));
    let new = || service.get("/orders/7").header("accept-version", "2");
    assert_eq!(new().await.header("deprecation"), None);
    service
        .clock
        .advance(std::time::Duration::from_secs(366 * 24 * 3_600));
    let gone = service.get("/orders/7").await;
    gone.assert_problem(410, "sunset");
    assert_eq!(gone.header("link"), Some(link));
    assert_eq!(new().await.status(), 200);
}

#[test]
fn an_endpoint_is_known_by_the_route_with_its_version() {
    let hardpoint = by_header().build().expect("it starts");
    let known: Vec<String> = hardpoint.specs().map(|spec| spec.operation()).collect();
    assert_eq!(
        known[..3],
        [
            "GET /v1/orders/{id}",
            "POST /v1/orders",
            "GET /v2/orders/{number}"
        ]
    );
}

#[tokio::test]
async fn over_a_socket_and_in_a_scope_versions_are_the_same() {
    let service = Service::with(
        endpoints![],
        |builder| builder,
        |config| {
            config.service(web::scope("/api").service(order).service(v1::order));
        },
    );
    assert_eq!(service.get("/api/v2/orders/7").await.body, b"second 7");
    assert_eq!(service.get("/api/v1/orders/7").await.body, b"first 7");
    let by_header = Service::with(
        endpoints![v1::order, order],
        |builder| builder.versions(Versions::in_header("x-api-version", 2)),
        |_| {},
    );
    let first = Request::get("/orders/7").header("X-Api-Version", "1");
    assert_eq!(by_header.send(first).await.body, b"first 7");
    assert_eq!(by_header.get("/orders/7").await.body, b"second 7");
    let unknown = Request::get("/orders/7").header("x-api-version", "9");
    let unknown = by_header.send(unknown).await;
    assert_eq!(
        unknown.problem(404, "unknown_version")["versions"],
        json!([1, 2])
    );
}
