//! What the admin listener tells of dependencies, and how an operator holds a breaker.

use hardpoint::dependency::{DependencyError, ErrorClass, Guard};
use hardpoint::{Clock, Environment};
use serde_json::{Value, json};

use super::*;

/// What a call of the dependency comes to, and through which guard.
struct Shop {
    guard: Guard,
    is_down: AtomicBool,
}

#[endpoint(get = "/stock", timeout = "5s")]
async fn stock(shop: Data<Arc<Shop>>) -> Result<&'static str, DependencyError> {
    let attempt = async || match shop.is_down.load(Ordering::SeqCst) {
        true => Err(DependencyError::classed(
            ErrorClass::failure("refused"),
            std::io::Error::other("4711"),
        )),
        false => Ok("plenty"),
    };
    shop.guard.once(attempt).await
}

/// A service that calls one dependency, of a name of its own: guards are the process's.
async fn shop(name: &str) -> (Served, Arc<Shop>) {
    let guard = Guard::builder(name)
        .breaker("50%/30s min:4 probes:1".parse().expect("a breaker"))
        .concurrency("32 wait:50ms".parse().expect("a bulkhead"));
    let shop = Arc::new(Shop {
        guard: guard.build().expect("a guard"),
        is_down: AtomicBool::new(false),
    });
    let data = Arc::clone(&shop);
    let served = Served::with(|builder| {
        builder
            .app_data(Arc::<Gate>::default())
            .app_data(data)
            .endpoints(endpoints![stock])
    });
    served.until("/startupz", 200).await;
    (served, shop)
}

async fn ask_admin(served: &Served, request: Request) -> Answer {
    Connection::open(served.admin).await.send(request).await
}

async fn told(served: &Served, path: &str) -> Value {
    let answer = ask_admin(served, Request::get(path)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn a_breaker_that_opens_is_seen_and_leaves_readiness_alone() {
    let (served, shop) = shop("seen.stock").await;
    served.until("/readyz", 200).await;
    assert_eq!(served.get("/stock").await.status, 200);
    let before = told(&served, "/dependencies/seen.stock").await;
    assert_eq!(before["breaker"]["state"], "closed");
    assert_eq!(
        before["members"],
        json!([{
            "name": "seen.stock",
            "idempotent": false,
            "timeout": "10s",
            "attempt": "10s",
            "retry": "none",
            "breaker": "50%/30s min:4 probes:1",
            "concurrency": "32 wait:50ms",
            "hedge": "none",
        }])
    );
    assert_eq!(
        (&before["in_flight"], &before["waiting"]),
        (&json!(0), &json!(0))
    );

    shop.is_down.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(served.get("/stock").await.status, 502);
    }
    let refused = served.get("/stock").await;
    refused.problem(503, "dependency_unavailable");
    let open = told(&served, "/dependencies/seen.stock").await;
    let breaker = &open["breaker"];
    assert_eq!(breaker["state"], "open");
    assert_eq!(breaker["last_error"], "refused");
    assert_eq!(
        (&breaker["failures"], &breaker["calls"]),
        (&json!(3), &json!(4))
    );
    let open_for = breaker["open_for_ms"].as_u64().expect("a time");
    assert!((1..=6_000).contains(&open_for), "{open_for}");
    let since = breaker["since"].as_u64().expect("a moment");
    let now = Clock::system().unix_time().as_secs();
    assert!(since.abs_diff(now) < 60, "{since} {now}");

    assert_eq!(served.get("/readyz").await.status, 200);
    let status = told(&served, "/status").await;
    assert_eq!(status["ready"], true);
    assert_eq!(status["dependencies"]["seen.stock"], "open");
    let listed = told(&served, "/dependencies").await;
    let names = listed["dependencies"].as_array().expect("a list");
    assert!(names.iter().any(|one| one["name"] == "seen.stock"));
    assert!(listed["retry_budget"]["per_second"].as_u64() >= Some(10));
    let policies = told(&served, "/policies").await;
    let promised = policies["dependencies"].as_array().expect("a list");
    assert!(promised.contains(&open["members"][0]));
}

#[tokio::test]
async fn an_operator_holds_a_breaker_open_or_closed() {
    let (served, shop) = shop("forced.stock").await;
    let put = async |target: &str, text: &str| {
        let path = format!("/dependencies/{target}");
        ask_admin(&served, Request::new("PUT", &path).body(text.to_owned())).await
    };
    let opened = put("forced.stock/breaker", "open\n").await;
    assert_eq!(opened.status, 200, "{opened:?}");
    assert_eq!(
        (&opened.json()["state"], &opened.json()["forced"]),
        (&json!("open"), &json!("open"))
    );
    served
        .get("/stock")
        .await
        .problem(503, "dependency_unavailable");
    let status = told(&served, "/status").await;
    assert_eq!(status["dependencies"]["forced.stock"], "open, forced");

    // Held closed, it lets through whatever fails.
    assert_eq!(put("forced.stock/breaker", "closed").await.status, 200);
    shop.is_down.store(true, Ordering::SeqCst);
    for _ in 0..10 {
        assert_eq!(served.get("/stock").await.status, 502);
    }
    // Let go, it goes by what is counted.
    assert_eq!(put("forced.stock/breaker", "auto").await.status, 200);
    let breaker = told(&served, "/dependencies/forced.stock/breaker").await;
    assert_eq!(breaker["forced"], Value::Null);
    assert_eq!(served.get("/stock").await.status, 502);
    served
        .get("/stock")
        .await
        .problem(503, "dependency_unavailable");

    // For some time: then it is as before.
    let answer = put("forced.stock/breaker?for=1s", "closed").await;
    assert_eq!(answer.json()["forced"], "closed");
    for _ in 0..6_000 {
        let breaker = told(&served, "/dependencies/forced.stock/breaker").await;
        if breaker["forced"] == Value::Null {
            return;
        }
        Clock::system().sleep(Duration::from_millis(10)).await;
    }
    panic!("it is held for longer than it was said");
}

#[tokio::test]
async fn what_cannot_be_forced_is_refused_in_words() {
    let (served, _shop) = shop("refused.stock").await;
    let because = "it is on this machine";
    let bare = Guard::builder("refused.local").without_breaker(because);
    let _bare = bare.build().expect("a guard");
    for (target, body, status, code, said) in [
        (
            "refused.stock/breaker",
            "half",
            422,
            "invalid_breaker_state",
            "`auto`",
        ),
        (
            "refused.stock/breaker",
            "",
            422,
            "invalid_breaker_state",
            "`auto`",
        ),
        (
            "refused.stock/breaker?for=soon",
            "open",
            422,
            "invalid_breaker_state",
            "`for`",
        ),
        (
            "refused.stock/breaker?for=1s",
            "auto",
            422,
            "invalid_breaker_state",
            "`auto`",
        ),
        (
            "refused.stok/breaker",
            "open",
            404,
            "unknown_dependency",
            "`refused.stock`",
        ),
        (
            "qqq/breaker",
            "open",
            404,
            "unknown_dependency",
            "`/dependencies`",
        ),
        (
            "refused.local/breaker",
            "open",
            404,
            "no_breaker",
            "without a breaker",
        ),
    ] {
        let path = format!("/dependencies/{target}");
        let request = Request::new("PUT", &path).body(body.to_owned());
        let problem = ask_admin(&served, request).await.problem(status, code);
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(said), "{target} {body}: {detail}");
    }
    let path = "/dependencies/refused.stock/breaker";
    let long = Request::new("PUT", path).body("open".repeat(100));
    assert_eq!(ask_admin(&served, long).await.status, 413);
    for (path, allowed) in [
        (path, "GET, HEAD, PUT"),
        ("/dependencies/refused.stock", "GET, HEAD"),
        ("/dependencies", "GET, HEAD"),
    ] {
        let answer = ask_admin(&served, Request::new("POST", path)).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some(allowed))
        );
    }
}

#[dependency(name = "listed.prices", timeout = "2s", guard = "listed.catalogue")]
async fn prices() -> Result<u32, DependencyError> {
    Ok(7)
}

#[dependency(
    name = "listed.stock",
    timeout = "1s",
    idempotent,
    guard = "listed.catalogue"
)]
async fn counted() -> Result<u32, DependencyError> {
    Ok(3)
}

#[tokio::test]
async fn what_is_listed_is_seen_before_its_first_call_and_held_to_what_an_operator_states() {
    let environment = Environment::of([
        ("HARDPOINT_LISTED_STOCK_TIMEOUT", "800ms"),
        ("HARDPOINT_LISTED_CATALOGUE_CONCURRENCY", "8"),
    ]);
    let served = Served::with(|builder| {
        builder
            .app_data(Arc::<Gate>::default())
            .environment(environment)
            .dependencies(dependencies![prices, counted])
    });
    served.until("/startupz", 200).await;
    let before = told(&served, "/dependencies/listed.catalogue").await;
    let options = |name: &str, timeout: &str, retry: &str, idempotent: bool| {
        json!({
            "name": name,
            "guard": "listed.catalogue",
            "idempotent": idempotent,
            "timeout": timeout,
            "concurrency": "8",
            "retry": retry,
            "breaker": "50%/30s",
            "hedge": "none",
        })
    };
    let mut members = before["members"].clone();
    for member in members.as_array_mut().expect("a list") {
        let member = member.as_object_mut().expect("options");
        assert!(member.remove("attempt").is_some());
    }
    let repeated = before["members"][1]["retry"].as_str().expect("text");
    assert!(repeated.starts_with("3 "), "{repeated}");
    assert_eq!(
        members,
        json!([
            options("listed.prices", "2s", "none", false),
            options("listed.stock", "800ms", repeated, true),
        ])
    );
    let policies = told(&served, "/policies").await;
    let overridden = policies["overrides"].as_array().expect("a list");
    let stated: Vec<_> = overridden
        .iter()
        .map(|one| (&one["endpoint"], &one["option"], &one["from"], &one["to"]))
        .collect();
    assert!(stated.contains(&(
        &json!("listed.stock"),
        &json!("timeout"),
        &json!("1s"),
        &json!("800ms")
    )));
    // The calls are those of the guard that is seen.
    assert_eq!(
        (prices().await.ok(), counted().await.ok()),
        (Some(7), Some(3))
    );
    let after = told(&served, "/dependencies/listed.catalogue").await;
    assert_eq!(after["breaker"]["calls"], 2);
    assert_eq!(after["members"], before["members"]);
    assert_eq!(
        told(&served, "/dependencies").await["dependencies"]
            .as_array()
            .map(|all| {
                all.iter()
                    .filter(|one| one["name"] == "listed.catalogue")
                    .count()
            }),
        Some(1)
    );
}
