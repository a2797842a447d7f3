//! What a process that is served by `run` tells of itself, from its start to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::{Connection, Request};
use tokio::sync::Semaphore;

use crate::world::{Served, before};

#[endpoint(
    get = "/untouched",
    auth = "orders:read",
    rate = ["10/min per:ip", "5/min per:principal mode:shadow"],
    cache = "ttl:60 vary:principal",
    concurrency = "4 queue:4 wait:1s",
    criticality = "sheddable"
)]
async fn untouched() -> &'static str {
    "ok"
}

#[endpoint(post = "/untouched", public, idempotent)]
async fn untouched_once() -> &'static str {
    "ok"
}

#[tokio::test]
async fn every_series_is_there_before_the_first_request() {
    let mut served = Served::with(endpoints![untouched, untouched_once], |builder| {
        builder
            .authenticated_by_middleware("Bearer")
            .ready_when("disk", || async { Err::<(), _>("no disk") })
    });
    served.until("/startupz", 200).await;
    let page = served.page().await;
    let zero = |name: &str, labels: &[(&str, &str)]| {
        assert_eq!(page.value(name, labels), Some(0.0), "{name} {labels:?}");
    };
    for (method, statuses) in [
        ("GET", "200 304 401 403 429 500 503 504"),
        ("HEAD", "200"),
        ("POST", "200 400 408 409 413 422 500 503 504"),
    ] {
        let (route, scheme) = (("http_route", "/untouched"), ("url_scheme", "http"));
        let method = ("http_request_method", method);
        zero("http_server_active_requests", &[method, route, scheme]);
        for status in statuses.split(' ') {
            let status_code = ("http_response_status_code", status);
            let mut labels = vec![method, route, status_code, scheme];
            if status.starts_with('5') {
                labels.push(("error_type", status));
            }
            for ending in ["sum", "count"] {
                let name = format!("http_server_request_duration_seconds_{ending}");
                zero(&name, &labels);
            }
            for bound in ["0.005", "0.25", "10.0", "+Inf"] {
                let labels = [&*labels, &[("le", bound)]].concat();
                zero("http_server_request_duration_seconds_bucket", &labels);
            }
        }
    }
    for method in ["GET", "POST"] {
        zero(
            "http_server_request_duration_seconds_count",
            &[
                ("http_request_method", method),
                ("http_route", "/untouched"),
                ("url_scheme", "http"),
                ("error_type", "abandoned"),
            ],
        );
    }
    let each = |name: &str, endpoint: &str, label: &str, values: &str| {
        for value in values.split(' ') {
            let of = ("endpoint", endpoint);
            let labels = [of, ("http_route", "/untouched"), (label, value)];
            zero(name, &labels);
        }
    };
    let (full, once) = ("untouched", "untouched_once");
    each(
        "hardpoint_shed_requests_total",
        full,
        "criticality",
        "sheddable",
    );
    each(
        "hardpoint_shed_requests_total",
        once,
        "criticality",
        "default",
    );
    let refused = "full waited_too_long deadline";
    each(
        "hardpoint_concurrency_refused_total",
        full,
        "reason",
        refused,
    );
    let had = "hit stale miss collapsed";
    each("hardpoint_cache_requests_total", full, "result", had);
    let outcomes = "claimed replayed in_flight mismatch unknown full store_away missing invalid";
    each(
        "hardpoint_idempotency_requests_total",
        once,
        "outcome",
        outcomes,
    );
    for (policy, outcome) in [
        ("ip", "allowed"),
        ("ip", "denied"),
        ("principal", "allowed"),
        ("principal", "would_reject"),
    ] {
        let of = [("endpoint", full), ("http_route", "/untouched")];
        let labels = [&of[..], &[("policy", policy), ("outcome", outcome)]].concat();
        zero("hardpoint_rate_decisions_total", &labels);
    }
    let of = [("endpoint", full), ("http_route", "/untouched")];
    zero("hardpoint_concurrency_in_use", &of);
    zero("hardpoint_concurrency_queued", &of);
    assert_eq!(page.value("hardpoint_concurrency_limit", &of), Some(4.0));
    zero("hardpoint_rate_overflow_total", &[]);
    zero("hardpoint_ready_check", &[("check", "disk")]);
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    assert_eq!(page.value("hardpoint_build_info", &version), Some(1.0));
    let began = page.value("process_start_time_seconds", &[]);
    assert!(
        began.is_some_and(|began| began > 1_700_000_000.0),
        "{began:?}"
    );
    assert!(page.families.values().all(|family| !family.help.is_empty()));
    assert_eq!(
        page.families["http_server_request_duration_seconds"]
            .unit
            .as_deref(),
        Some("seconds")
    );
    served.stop();
    served.ended().expect("it was told to stop");
}

#[endpoint(get = "/behind", rate = "10/min")]
async fn behind() -> &'static str {
    "ok"
}

#[tokio::test]
async fn behind_a_proxy_https_is_there_before_the_first_request_too() {
    let mut served = Served::with(endpoints![behind], |builder| {
        builder.trusted_proxies(TrustedProxies::count(1))
    });
    served.until("/startupz", 200).await;
    let page = served.page().await;
    let of = |status, scheme| {
        let labels = [
            ("http_request_method", "GET"),
            ("http_route", "/behind"),
            ("http_response_status_code", status),
            ("url_scheme", scheme),
        ];
        page.value("http_server_request_duration_seconds_count", &labels)
    };
    for status in ["200", "429"] {
        assert_eq!(of(status, "http"), Some(0.0), "{status}");
        assert_eq!(of(status, "https"), Some(0.0), "{status}");
    }
    let unmatched = [("http_route", "_unmatched"), ("url_scheme", "https")];
    let name = "http_server_active_requests";
    let lines = page.samples.keys().filter(|(is, labels)| {
        is == name
            && unmatched
                .iter()
                .all(|(label, value)| labels.get(*label).is_some_and(|is| is == value))
    });
    assert_eq!(lines.count(), 11);
    served.stop();
    served.ended().expect("it was told to stop");
}

async fn phase(served: &Served, phase: &str) -> f64 {
    let page = served.page().await;
    let value = page.value("hardpoint_phase", &[("phase", phase)]);
    value.expect("a series")
}

#[endpoint(get = "/phased")]
async fn phased() -> &'static str {
    "ok"
}

#[tokio::test]
async fn the_phase_and_what_readiness_waits_for_are_told() {
    let (is_well, begin) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(Semaphore::new(0)),
    );
    let (look, first) = (Arc::clone(&is_well), Arc::clone(&begin));
    let mut served = Served::with(endpoints![phased], |builder| {
        builder
            .on_start("warm", move || {
                let first = Arc::clone(&first);
                async move { first.acquire().await.map(drop) }
            })
            .ready_when("queue", move || {
                let look = look.load(Ordering::SeqCst);
                async move { if look { Ok(()) } else { Err("no queue") } }
            })
    });
    served.until("/livez", 200).await;
    // Other services of this process tell theirs: what counts is that ours is among them.
    assert!(phase(&served, "starting").await >= 1.0);
    let check = [("check", "queue")];
    let well = served.page().await.value("hardpoint_ready_check", &check);
    assert_eq!(well, Some(0.0));
    is_well.store(true, Ordering::SeqCst);
    begin.add_permits(1);
    served.until("/readyz", 200).await;
    let well = served.page().await.value("hardpoint_ready_check", &check);
    assert_eq!(well, Some(1.0));
    assert!(phase(&served, "serving").await >= 1.0);
    served.stop();
    served.until("/readyz", 503).await;
    assert!(phase(&served, "draining").await >= 1.0);
    served.ended().expect("it was told to stop");
}

#[endpoint(get = "/cut", timeout = "none because: it is cut off")]
async fn cut() -> &'static str {
    CUT.add_permits(1);
    std::future::pending().await
}

static CUT: Semaphore = Semaphore::const_new(0);

#[tokio::test]
async fn a_request_that_is_cut_off_counts_as_abandoned() {
    let mut served = Served::with(endpoints![cut], |builder| {
        builder.drain_budget(Duration::from_secs(3))
    });
    served.until("/startupz", 200).await;
    let of = [("http_route", "/cut"), ("error_type", "abandoned")];
    let name = "http_server_request_duration_seconds_count";
    let abandoned = before(name, &of).await;
    let route = [("http_route", "/cut")];
    let active = before("http_server_active_requests", &route).await;
    let mut client = Connection::open(served.at).await;
    assert!(client.write(&Request::get("/cut").to_bytes()).await);
    CUT.acquire().await.expect("never closed").forget();
    assert_eq!(active.moved().await, 1.0);
    served.stop();
    served.ended().expect("it was told to stop");
    abandoned.until(1.0).await;
    assert_eq!(active.moved().await, 0.0);
}
