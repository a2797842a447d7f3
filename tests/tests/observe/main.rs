//! What operators see: one log line a request, and its metrics; and what they never see.

mod calls;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, LazyLock, Once};
use std::time::Duration;

use actix_web::web::Path;
use hardpoint::dependency::{DependencyError, ErrorClass, Guard, RetryBudget};
use hardpoint::prelude::*;
use hardpoint::{Environment, TrustedProxies};
use hardpoint_tests::{Answer, Request, Service};
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use parking_lot::Mutex;
use serde_json::Value;

const SECRET: &str = "hunter2";

#[derive(Debug, ApiError)]
enum Failure {
    #[api(status = 503, code = "upstream_away", retry_after = "2s")]
    Away(#[from] io::Error),
}

#[endpoint(get = "/observed/{what}", rate = "100/min", cache = "ttl:60")]
async fn observed(what: Path<String>) -> Result<String, Failure> {
    match what.as_str() {
        "fail" => Err(io::Error::other("the upstream said no"))?,
        "panic" => panic!("{SECRET}"),
        _ => Ok(what.into_inner()),
    }
}

#[endpoint(post = "/once", idempotent)]
async fn once() -> &'static str {
    "done"
}

/// Called as the other, by which an override of it is found.
#[endpoint(get = "/renamed", name = "once")]
async fn renamed() -> &'static str {
    "ok"
}

#[endpoint(get = "/shadowed", rate = "1/h per:global mode:shadow")]
async fn shadowed() -> &'static str {
    "ok"
}

/// Refuses after its first failure; from a budget of its own, on which no other test draws.
static SUPPLIER: LazyLock<Guard> = LazyLock::new(|| {
    let guard = Guard::builder("observed.supplier").budget(&RetryBudget::new());
    let breaker = "50%/30s min:1 probes:1".parse().expect("a breaker");
    guard.breaker(breaker).build().expect("a guard")
});

#[endpoint(get = "/supplied")]
async fn supplied() -> Result<&'static str, DependencyError> {
    let plenty = async || Ok::<_, DependencyError>("plenty");
    SUPPLIER.once(plenty).await?;
    SUPPLIER.once(async || Err(down())).await
}

fn down() -> DependencyError {
    DependencyError::classed(ErrorClass::passing("down"), io::Error::other(SECRET))
}

fn service() -> Service {
    install();
    let endpoints = endpoints![observed, once, shadowed, supplied];
    let proxies = TrustedProxies::networks(["127.0.0.1/32"]).expect("a range");
    Service::with(
        endpoints,
        |builder| builder.trusted_proxies(proxies),
        |_| {},
    )
}

/// Every log line of this process, in JSON.
static LINES: LazyLock<Mutex<Vec<Value>>> = LazyLock::new(Mutex::default);

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.lock().push(serde_json::from_slice(line)?);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The log lines of one request.
fn lines_of(answer: &Answer) -> Vec<Value> {
    let id = answer.header("x-request-id").expect("an id");
    let all = LINES.lock();
    let its = all.iter().filter(|line| line["fields"]["request_id"] == id);
    its.cloned().collect()
}

/// The canonical line of one request, of which there is one.
fn line_of(answer: &Answer) -> Value {
    let lines = lines_of(answer);
    let mut canonical = lines
        .iter()
        .filter(|line| line["target"] == "hardpoint::request");
    let line = canonical.next().expect("a line").clone();
    assert!(canonical.next().is_none(), "{lines:?}");
    line["fields"].clone()
}

/// Every series of this process: how often it was recorded, and the sum.
static SERIES: LazyLock<Mutex<BTreeMap<String, (u64, f64)>>> = LazyLock::new(Mutex::default);

fn series(name: &str) -> (u64, f64) {
    SERIES.lock().get(name).copied().unwrap_or_default()
}

struct Series(String);

impl Series {
    fn of(key: &Key) -> Arc<Self> {
        let labels = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()));
        let labels: Vec<String> = labels.collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        SERIES.lock().entry(name.clone()).or_default();
        Arc::new(Self(name))
    }

    fn add(&self, value: f64) {
        let mut all = SERIES.lock();
        let (count, sum) = all.entry(self.0.clone()).or_default();
        *count += 1;
        *sum += value;
    }
}

impl CounterFn for Series {
    fn increment(&self, by: u64) {
        self.add(by as f64);
    }

    fn absolute(&self, _: u64) {}
}

impl GaugeFn for Series {
    fn increment(&self, by: f64) {
        self.add(by);
    }

    fn decrement(&self, by: f64) {
        self.add(-by);
    }

    fn set(&self, _: f64) {}
}

impl HistogramFn for Series {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

struct Recording;

impl Recorder for Recording {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Series::of(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Series::of(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Series::of(key))
    }
}

/// Takes every log line and every measurement of this process.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = tracing_subscriber::fmt().json().with_writer(|| Lines);
        lines.with_max_level(tracing::Level::TRACE).init();
        assert!(metrics::set_global_recorder(Recording).is_ok());
    });
}

#[tokio::test]
async fn a_request_is_one_log_line() {
    let service = service();
    let answer = service.get("/observed/line").await;
    let line = line_of(&answer);
    for (field, value) in [
        ("operation", "observed"),
        ("route", "/observed/{what}"),
        ("method", "GET"),
        ("cache", "hardpoint; fwd=uri-miss; stored"),
    ] {
        assert_eq!(line[field], value, "{line}");
    }
    assert_eq!(line["status"], 200);
    assert!(
        line["replayed"].is_null(),
        "nobody sends a key there: {line}"
    );
    assert!(line["duration_us"].is_number(), "{line}");

    let hit = line_of(&service.get("/observed/line").await);
    assert!(
        hit["cache"]
            .as_str()
            .is_some_and(|said| said.starts_with("hardpoint; hit"))
    );
}

#[tokio::test]
async fn a_replay_and_a_refusal_are_told_in_their_lines() {
    let service = service();
    let keyed = Request::post("/once").header("idempotency-key", "k");
    service.send(keyed.clone()).await;
    let replay = service.send(keyed).await;
    assert_eq!(line_of(&replay)["replayed"], true);
    let refused = service.send(Request::post("/once")).await;
    let line = line_of(&refused);
    assert_eq!(
        (&line["status"], &line["code"]),
        (&400.into(), &"idempotency_key_missing".into())
    );
}

#[tokio::test]
async fn what_a_client_sends_is_in_no_line() {
    let service = service();
    let request = Request::get(&format!("/observed/{SECRET}"))
        .header("authorization", SECRET)
        .header("cookie", SECRET);
    let answer = service.send(request).await;
    assert_eq!(answer.status, 200);
    let query = service.get(&format!("/observed/a?{SECRET}={SECRET}")).await;
    assert_eq!(query.status, 422);
    for answer in [answer, query] {
        let lines = lines_of(&answer);
        assert!(
            lines.iter().all(|line| !line.to_string().contains(SECRET)),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn an_error_is_logged_once_with_its_cause_and_the_requests_id() {
    let answer = service().get("/observed/fail").await;
    answer.problem(503, "upstream_away");
    let lines = lines_of(&answer);
    let errors: Vec<_> = lines
        .iter()
        .filter(|line| line["level"] == "ERROR")
        .collect();
    assert_eq!(errors.len(), 1, "{lines:?}");
    assert!(
        errors[0].to_string().contains("the upstream said no"),
        "{errors:?}"
    );
    assert_eq!(line_of(&answer)["status"], 503);
}

#[tokio::test]
async fn a_panic_is_logged_with_the_requests_id() {
    let answer = service().get("/observed/panic").await;
    answer.problem(500, "internal");
    let lines = lines_of(&answer);
    assert!(
        lines.iter().any(|line| line["level"] == "ERROR"),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_trusted_peers_id_is_the_id_of_the_lines() {
    let request = Request::get("/observed/id").header("x-request-id", "peer-1");
    let answer = service().send(request).await;
    assert_eq!(answer.header("x-request-id"), Some("peer-1"));
    assert_eq!(line_of(&answer)["status"], 200);
}

#[tokio::test]
async fn requests_are_measured_by_route_method_and_status() {
    let service = service();
    let of = |status: &str| {
        let all = SERIES.lock();
        let found = all.iter().find(|(name, _)| {
            name.starts_with("http.server.request.duration{")
                && name.contains("http.route=/once")
                && name.contains("http.request.method=POST")
                && name.contains(&format!("http.response.status_code={status}"))
                && name.contains("url.scheme=http}")
        });
        found.map_or(0, |(_, (count, _))| *count)
    };
    let before = (of("200"), of("400"));
    service
        .send(Request::post("/once").header("idempotency-key", "m"))
        .await;
    service.send(Request::post("/once")).await;
    assert!(of("200") > before.0 && of("400") > before.1);
    let named = SERIES
        .lock()
        .keys()
        .any(|name| name.contains("idempotency-key") || name.contains("/observed/id"));
    assert!(!named, "no label is what a client made up");
}

#[tokio::test]
async fn requests_that_no_endpoint_takes_are_logged_and_share_one_label() {
    let service = service();
    for (number, request) in [
        Request::get("/no/such/path"),
        Request::new("DELETE", "/once"),
        Request::new("OPTIONS", "/once"),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = service.send(request).await;
        let line = line_of(&answer);
        assert_eq!(line["status"], [404, 405, 204][number], "{line}");
        assert!(line["route"].is_null(), "{line}");
    }
    for path in 0..50 {
        service.get(&format!("/scanned/{path}")).await;
    }
    let all = SERIES.lock();
    let unmatched = all
        .keys()
        .filter(|name| name.contains("http.route=_unmatched"));
    // Of eleven methods and two schemes: requests in flight, and two answers.
    assert_eq!(unmatched.count(), 66, "{:?}", all.keys());
    assert!(all.keys().all(|name| !name.contains("scanned")));
}

#[tokio::test]
async fn only_what_the_service_broke_has_an_error_type() {
    let service = service();
    service.get("/observed/fail").await;
    service.send(Request::post("/once")).await;
    let all = SERIES.lock();
    let durations = all
        .keys()
        .filter(|name| name.starts_with("http.server.request.duration{"));
    for name in durations {
        let is_5xx = name.contains("http.response.status_code=5");
        assert_eq!(name.contains("error.type=5"), is_5xx, "{name}");
    }
}

#[tokio::test]
async fn requests_in_flight_come_back_to_none() {
    let service = service();
    for target in ["/shadowed", "/shadowed"] {
        service.get(target).await;
    }
    let name =
        "http.server.active_requests{http.request.method=GET,http.route=/shadowed,url.scheme=http}";
    // The answer is sent before its request is dropped.
    while series(name).1 != 0.0 {
        tokio::task::yield_now().await;
    }
    assert!(series(name).0 >= 4);
}

#[tokio::test]
async fn a_limit_in_shadow_counts_and_logs_what_it_would_reject() {
    let service = service();
    let would_reject = || {
        let all = SERIES.lock();
        let its = all.iter().find(|(name, _)| {
            name.starts_with("hardpoint.rate.decisions{")
                && name.contains("shadowed")
                && name.contains("outcome=would_reject")
        });
        its.map_or(0.0, |(_, (_, sum))| *sum)
    };
    service.get("/shadowed").await;
    let before = would_reject();
    assert_eq!(service.get("/shadowed").await.status, 200);
    assert!(would_reject() > before);
    let line = line_of(&service.get("/shadowed").await);
    assert_eq!(line["would_reject"], "global", "{line}");
    let logged = LINES.lock().iter().any(|line| {
        line["fields"]["message"]
            .as_str()
            .is_some_and(|message| message.contains("shadow mode would have rejected"))
    });
    assert!(logged);
    service.clock.advance(Duration::from_secs(1));
}

#[test]
fn an_override_is_logged_once_when_the_runtime_is_built() {
    install();
    let built = Hardpoint::builder()
        .environment(Environment::of([("HARDPOINT_ONCE_TIMEOUT", "1234ms")]))
        .endpoints(endpoints![once])
        .build();
    assert!(built.is_ok());
    let all = LINES.lock();
    let mut its = all.iter().filter(|line| line["fields"]["to"] == "1234ms");
    let line = its.next().expect("a line");
    assert_eq!(line["level"], "INFO");
    for (field, value) in [
        ("message", "a policy is overridden"),
        ("operation", "once"),
        ("option", "timeout"),
        ("from", "30s"),
        ("source", "HARDPOINT_ONCE_TIMEOUT"),
    ] {
        assert_eq!(line["fields"][field], value, "{line}");
    }
    assert_eq!(its.next(), None);
}

#[tokio::test]
async fn what_is_refused_because_nobody_lists_it_is_told_with_the_override() {
    install();
    let variables = Environment::of([("HARDPOINT_ONCE_TIMEOUT", "2s")]);
    let service = Service::with(
        endpoints![renamed],
        |builder| builder.environment(variables),
        |config| {
            config.service(once);
        },
    );
    assert_eq!(service.get("/renamed").await.status, 200);
    let answer = service.send(Request::post("/once")).await;
    answer.problem(500, "internal");
    let all = LINES.lock();
    let told = all.iter().any(|line| {
        line["level"] == "ERROR"
            && line["fields"]["operation"] == "once"
            && line["fields"]["source"] == "HARDPOINT_ONCE_TIMEOUT"
    });
    assert!(told, "the log says why");
}
