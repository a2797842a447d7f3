//! Limits count what they did: each test has endpoints of its own, so that none sees another's.

use std::time::Duration;

use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::Request;
use tokio::sync::Semaphore;

use crate::world::{asks, before, page, service};

const RATES: &str = "hardpoint_rate_decisions_total";
const REFUSED: &str = "hardpoint_concurrency_refused_total";

#[endpoint(get = "/limited", rate = ["2/h per:ip", "9/h per:global"])]
async fn limited() -> &'static str {
    "ok"
}

#[endpoint(get = "/shadowed", rate = "1/h per:global mode:shadow")]
async fn shadowed() -> &'static str {
    "ok"
}

#[tokio::test]
async fn limits_count_what_they_allow_deny_and_would_reject() {
    let service = service(endpoints![limited, shadowed], |builder| builder);
    let mut moves = Vec::new();
    for (endpoint, policy, outcome, by) in [
        ("limited", "ip", "allowed", 2.0),
        ("limited", "ip", "denied", 3.0),
        ("limited", "global", "allowed", 2.0),
        ("limited", "global", "denied", 0.0),
        ("shadowed", "global", "allowed", 1.0),
        ("shadowed", "global", "would_reject", 4.0),
    ] {
        let labels = [
            ("endpoint", endpoint),
            ("policy", policy),
            ("outcome", outcome),
        ];
        moves.push((before(RATES, &labels).await, by));
    }
    for _ in 0..5 {
        service.get("/limited").await;
        assert_eq!(service.get("/shadowed").await.status, 200);
    }
    for (series, by) in moves {
        assert_eq!(series.moved().await, by, "{series:?}");
    }
}

#[endpoint(get = "/narrow", timeout = "60s", concurrency = "1 queue:1 wait:10s")]
async fn narrow() -> &'static str {
    NARROW.acquire().await.expect("never closed").forget();
    "ok"
}

static NARROW: Semaphore = Semaphore::const_new(0);

#[tokio::test]
async fn concurrency_tells_who_runs_who_waits_and_who_is_refused_and_why() {
    let service = service(endpoints![narrow], |builder| {
        let proxies = TrustedProxies::networks(["127.0.0.1/32"]).expect("a range");
        builder.trusted_proxies(proxies)
    });
    let place = ("endpoint", "narrow");
    let of = async |reason| before(REFUSED, &[place, ("reason", reason)]).await;
    let (no_room, late) = (of("full").await, of("waited_too_long").await);
    let deadline = of("deadline").await;
    let in_use = before("hardpoint_concurrency_in_use", &[place]).await;
    let queued = before("hardpoint_concurrency_queued", &[place]).await;

    let mut running = asks(&service, Request::get("/narrow")).await;
    in_use.until(1.0).await;
    let mut waiting = asks(&service, Request::get("/narrow")).await;
    queued.until(1.0).await;
    assert_eq!(service.get("/narrow").await.status, 503);
    assert_eq!(no_room.moved().await, 1.0);

    // The deadline of the one that runs, and the patience of the one that waits.
    service.clock.until_asleep(2).await;
    service.clock.advance(Duration::from_secs(11));
    assert_eq!(waiting.answer(false).await.status, 503);
    assert_eq!((late.moved().await, queued.moved().await), (1.0, 0.0));

    let hasty = Request::get("/narrow").header("request-timeout", "2");
    let mut hasty = asks(&service, hasty).await;
    queued.until(1.0).await;
    service.clock.until_asleep(2).await;
    service.clock.advance(Duration::from_secs(3));
    assert!([503, 504].contains(&hasty.answer(false).await.status));
    assert_eq!((deadline.moved().await, queued.moved().await), (1.0, 0.0));

    NARROW.add_permits(1);
    assert_eq!(running.answer(false).await.status, 200);
    assert_eq!(in_use.moved().await, 0.0);
    assert_eq!((no_room.moved().await, late.moved().await), (1.0, 1.0));
    let limit = page().await.sum("hardpoint_concurrency_limit", &[place]);
    assert_eq!(limit, 1.0);
}

#[endpoint(get = "/crowded")]
async fn crowded() -> &'static str {
    CROWDED.acquire().await.expect("never closed").forget();
    "ok"
}

static CROWDED: Semaphore = Semaphore::const_new(0);

#[tokio::test]
async fn shedding_counts_whom_it_refused_and_requests_in_flight_come_and_go() {
    let service = service(endpoints![crowded], |builder| builder.capacity(1));
    let labels = [("endpoint", "crowded"), ("criticality", "default")];
    let shed = before("hardpoint_shed_requests_total", &labels).await;
    let route = ("http_route", "/crowded");
    let active = [
        route,
        ("http_request_method", "GET"),
        ("url_scheme", "http"),
    ];
    let active = before("http_server_active_requests", &active).await;
    let mut inside = asks(&service, Request::get("/crowded")).await;
    active.until(1.0).await;
    for _ in 0..2 {
        service.get("/crowded").await.problem(503, "overloaded");
    }
    assert_eq!(shed.moved().await, 2.0);
    CROWDED.add_permits(1);
    assert_eq!(inside.answer(false).await.status, 200);
    active.until(0.0).await;
}
