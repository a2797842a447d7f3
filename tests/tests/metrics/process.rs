//! The page of a process that is served by `run`: complete from the start, in both formats.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use flate2::read::GzDecoder;
use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::{Connection, Request};
use tokio::sync::Semaphore;

use crate::world::{Served, before, scraped};

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

#[endpoint(get = "/read/{how}", rate = "10/min")]
async fn read(how: actix_web::web::Path<String>) -> String {
    how.into_inner()
}

#[tokio::test]
async fn the_admin_listener_answers_in_the_format_that_is_asked_for() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let ask = async |accept: &str| {
        let request = Request::get("/metrics").header("accept", accept);
        Connection::open(served.admin).await.send(request).await
    };
    let text = ask("text/plain;version=0.0.4;q=0.5,*/*;q=0.1").await;
    let plain = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(text.header("content-type"), Some(plain));
    assert_eq!(text.header("vary"), Some("Accept"));
    assert_eq!(text.header("cache-control"), Some("no-store"));
    let body = String::from_utf8(text.body).expect("UTF-8");
    let newer = ["# EOF", "# UNIT"];
    assert!(
        !body
            .lines()
            .any(|line| newer.iter().any(|word| line.starts_with(word)))
    );
    assert!(body.contains("\n# TYPE hardpoint_rate_decisions_total counter\n"));
    let page = served.page().await;
    assert!(page.families.contains_key("hardpoint_rate_decisions"));
    // As Prometheus asks.
    let asked =
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    let open = ask(asked).await;
    assert!(open.body.ends_with(b"# EOF\n"));
}

#[tokio::test]
async fn the_page_is_compressed_for_whoever_reads_that_and_asked_for_by_its_head() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let request = Request::get("/metrics").header("accept-encoding", "gzip");
    let zipped = Connection::open(served.admin).await.send(request).await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let plain = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(zipped.header("content-type"), Some(plain));
    let mut text = String::new();
    let mut unzipped = GzDecoder::new(&*zipped.body);
    unzipped.read_to_string(&mut text).expect("whole");
    assert!(text.contains("\n# TYPE http_server_active_requests gauge\n"));
    assert!(zipped.body.len() * 5 < text.len(), "{}", zipped.body.len());

    let mut admin = Connection::open(served.admin).await;
    let head = admin.send(Request::new("HEAD", "/metrics")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some(plain));
    // The same connection goes on where the head ended.
    let next = admin.send(Request::get("/metrics")).await;
    assert_eq!(next.header("content-encoding"), None);
    assert!(next.body.starts_with(b"# TYPE "));
    for method in ["POST", "DELETE", "OPTIONS"] {
        let refused = admin.send(Request::new(method, "/metrics")).await;
        refused.problem(404, "not_found");
    }
    for strange in ["image/png", "text/plain;version=9", ";;,q=", "\u{e9}/*"] {
        let request = Request::get("/metrics").header("accept", strange);
        let answer = admin.send(request).await;
        assert_eq!(answer.header("content-type"), Some(plain), "{strange}");
    }
}

#[tokio::test]
async fn scrapers_that_do_not_read_keep_nobody_waiting() {
    let mut served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let mut slow = Vec::new();
    for _ in 0..32 {
        let mut scraper = Connection::open(served.admin).await;
        // Again and again, so that what is to be sent is more than what the socket takes.
        let asked = Request::get("/metrics").to_bytes().repeat(16);
        assert!(scraper.write(&asked).await);
        slow.push(scraper);
    }
    let page = served.page().await;
    assert!(page.families.contains_key("http_server_active_requests"));
    let mut client = Connection::open(served.at).await;
    assert_eq!(client.send(Request::get("/read/b")).await.status, 200);
    // Nor do they hold the process when it ends.
    served.stop();
    served.ended().expect("it was told to stop");
    drop(slow);
}

/// Needs `promtool`, of the package `prometheus`; where that is missing, it says so.
#[tokio::test]
async fn promtool_finds_nothing_to_complain_of() {
    let served = Served::with(endpoints![read], |builder| builder);
    served.until("/read/a", 200).await;
    let (_, text) = scraped("text/plain").await;
    let promtool = std::env::var_os("PROMTOOL").unwrap_or_else(|| "promtool".into());
    let started = Command::new(&promtool)
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            assert!(
                std::env::var_os("PROMTOOL").is_none(),
                "{promtool:?}: {error}"
            );
            #[allow(clippy::print_stderr, reason = "nobody is to take it for done")]
            {
                eprintln!("SKIPPED: there is no promtool (Debian, Ubuntu: prometheus): {error}");
            }
            return;
        }
    };
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "{output:?}"
    );
}
