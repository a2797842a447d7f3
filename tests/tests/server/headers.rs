//! What every answer of the process carries, whoever makes it.

use super::*;

/// An answer of the process itself: named, guarded, not to be kept, and a problem where it fails.
#[track_caller]
fn is_dressed(asked: &str, answer: &Answer) {
    let said = |name: &str| answer.header(name);
    assert_eq!(said("x-content-type-options"), Some("nosniff"), "{asked}");
    assert_eq!(said("referrer-policy"), Some("no-referrer"), "{asked}");
    assert_eq!(said("cache-control"), Some("no-store"), "{asked}");
    assert_eq!(said("x-request-id").map(str::len), Some(36), "{asked}");
    assert_eq!(said("server"), None, "{asked}");
    assert_eq!(said("strict-transport-security"), None, "{asked}");
    if said("content-type").is_some_and(|kind| kind.contains("json")) {
        let csp = Some("default-src 'none'; frame-ancestors 'none'");
        assert_eq!(said("content-security-policy"), csp, "{asked}");
    }
    if answer.status >= 400 {
        let code = answer.json()["code"].as_str().expect("a code").to_owned();
        answer.problem(answer.status, &code);
    }
}

#[tokio::test]
async fn every_answer_of_the_process_carries_what_those_of_endpoints_do() {
    let served = Served::with(|builder| {
        builder
            .app_data(Arc::<Gate>::default())
            .ready_when("disk", || async { Err::<(), _>("no disk") })
    });
    served.until("/startupz", 200).await;
    for (path, status) in [
        ("/livez", 200),
        ("/startupz", 200),
        ("/readyz", 503),
        ("/readyz?verbose", 503),
        ("/nowhere", 404),
        ("/ping", 200),
        ("/ping", 429),
    ] {
        let answer = served.until(path, status).await;
        is_dressed(path, &answer);
    }
    for (method, path, status) in [
        ("GET", "/status", 200),
        ("GET", "/policies", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/nowhere", 404),
        ("POST", "/metrics", 405),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 503),
    ] {
        let mut admin = Connection::open(served.admin).await;
        let answer = admin.send(Request::new(method, path)).await;
        assert_eq!(answer.status, status, "{method} {path}");
        is_dressed(path, &answer);
    }
}

#[tokio::test]
async fn what_the_admin_listener_only_tells_takes_no_other_method() {
    let served = Served::with(|builder| builder.app_data(Arc::<Gate>::default()));
    served.until("/startupz", 200).await;
    for path in ["/metrics", "/status", "/policies"] {
        for method in ["POST", "PUT", "DELETE"] {
            let mut admin = Connection::open(served.admin).await;
            let answer = admin.send(Request::new(method, path)).await;
            answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method} {path}");
        }
        let mut admin = Connection::open(served.admin).await;
        let answer = admin.send(Request::new("HEAD", path)).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}
