//! Traces: what a service takes from its callers and hands on to others, and what a collector is
//! told of it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::web::Json;
use hardpoint::Environment;
use hardpoint::prelude::*;
use hardpoint_tests::servers::{Database, database};
use hardpoint_tests::{Answer, Collector, Connection, Manner, Request, Seen, Service};
use serde_json::{Value, json};

const TRACE: &str = "12345678901234567890123456789012";
const PARENT: &str = "00-12345678901234567890123456789012-1234567890123456-01";

/// What a call to another service would have as its headers.
#[endpoint(get = "/outgoing", rate = "1000/s")]
async fn outgoing(context: RequestContext) -> Json<Value> {
    let again = RequestContext::current().expect("a request");
    assert_eq!(again.trace(), context.trace());
    let headers = context.trace().headers();
    Json(headers.map(|(name, value)| json!([name, value])).collect())
}

/// What is handed on: `traceparent`, and `tracestate`.
async fn handed_on(service: &Service, lines: &[(&str, &str)]) -> (String, Option<String>) {
    let mut request = Request::get("/outgoing");
    for (name, value) in lines {
        request = request.header(name, value);
    }
    let answer: Answer = Connection::open(service.address).await.send(request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let value = |at: usize, name: &str| {
        let pair = &answer.json()[at];
        assert!(pair.is_null() || pair[0] == name, "{pair}");
        pair[1].as_str().map(str::to_owned)
    };
    let parent = value(0, "traceparent").expect("a parent");
    (parent, value(1, "tracestate"))
}

/// By the cases of the W3C's own suite for Trace Context.
#[actix_web::test]
async fn a_call_to_others_belongs_to_the_trace_of_the_request() {
    let service = Service::of(endpoints![outgoing]);
    for name in ["traceparent", "TraceParent", "TRACEPARENT"] {
        let (parent, state) = handed_on(&service, &[(name, PARENT)]).await;
        let (span, flags) = parent
            .strip_prefix(&format!("00-{TRACE}-"))
            .and_then(|rest| rest.split_once('-'))
            .expect("the same trace");
        assert_eq!((span.len(), flags), (16, "01"));
        assert_ne!(span, "1234567890123456", "a place of its own");
        assert_eq!(state, None);
    }
    for value in [
        "cc-12345678901234567890123456789012-1234567890123456-01",
        "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
        "\t 00-12345678901234567890123456789012-1234567890123456-01 \t",
    ] {
        let (parent, _) = handed_on(&service, &[("traceparent", value)]).await;
        assert!(parent.starts_with(&format!("00-{TRACE}-")), "{value}");
    }
}

#[actix_web::test]
async fn what_is_malformed_begins_a_new_trace_without_a_state() {
    let service = Service::of(endpoints![outgoing]);
    let state = ("tracestate", "foo=1");
    let twice = [("traceparent", PARENT), ("traceparent", PARENT), state];
    let malformed = [
        "ff-12345678901234567890123456789012-1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456-01-more",
        "00-12345678901234567890123456789012-0000000000000000-01",
        "00-1234567890123456789012345678901A-1234567890123456-01",
        "00-12345678901234567890123456789012-1234567890123456-1",
        "",
    ];
    let alone = malformed.map(|value| [("traceparent", value), state]);
    let others: [&[(&str, &str)]; 4] = [&[], &[state], &[("trace-parent", PARENT), state], &twice];
    let mut seen = vec![TRACE.to_owned()];
    for lines in alone.iter().map(|lines| &lines[..]).chain(others) {
        let (parent, state) = handed_on(&service, lines).await;
        let (trace, flags) = (parent[3..35].to_owned(), &parent[53..]);
        assert!(!seen.contains(&trace), "{lines:?}: {parent}");
        // Nobody has asked for it to be recorded, and nobody here does.
        assert_eq!((flags, state), ("00", None), "{lines:?}");
        seen.push(trace);
    }
}

#[actix_web::test]
async fn what_other_vendors_say_is_handed_on() {
    let service = Service::of(endpoints![outgoing]);
    let parent = ("traceparent", PARENT);
    let members = |count: usize| {
        let members = (1..=count).map(|at| format!("bar{at:02}={at:02}"));
        members.collect::<Vec<_>>().join(",")
    };
    let (thirty_two, one_more) = (members(32), members(33));
    for (lines, expected) in [
        (&["foo=1,bar=2", "rojo=1"][..], Some("foo=1,bar=2,rojo=1")),
        (
            &["foo=1 \t , \t bar=2", "", ",baz=3"],
            Some("foo=1,bar=2,baz=3"),
        ),
        (&[&*thirty_two], Some(&*thirty_two)),
        (&[&*one_more], None),
        (&["foo=1", "foo=2"], None),
        (&["foo=1,FOO=2"], None),
        (&[""], None),
    ] {
        let states = lines.iter().map(|value| ("tracestate", *value));
        let sent: Vec<_> = [parent].into_iter().chain(states).collect();
        let (parent, state) = handed_on(&service, &sent).await;
        assert!(parent.starts_with(&format!("00-{TRACE}-")), "{lines:?}");
        assert_eq!(state.as_deref(), expected, "{lines:?}");
    }
}

const PATIENCE: Duration = Duration::from_secs(60);

/// A service in a process of its own, whose traces are recorded.
struct Traced {
    child: Child,
    _input: Option<ChildStdin>,
    lines: Receiver<Value>,
    at: SocketAddr,
    admin: SocketAddr,
    _database: Database,
}

impl Traced {
    /// One that is told the collector's address and these variables, and sends what it records when
    /// it ends, not before.
    fn start(collector: &Collector, variables: &[(&str, &str)]) -> Self {
        let database = database();
        let environment = Environment::process();
        let redis = environment
            .get("REDIS_URL")
            .unwrap_or("redis://127.0.0.1:1");
        let mut child = Command::new(env!("CARGO_BIN_EXE_traced"))
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env("REDIS_URL", redis)
            .env("LOG_FORMAT", "json")
            .env("OTEL_SERVICE_NAME", "traced")
            .env(
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=test",
            )
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
            .env("OTEL_BSP_SCHEDULE_DELAY", "3600000")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let (tell, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut traced = Self {
            _input: child.stdin.take(),
            child,
            lines,
            at: unknown,
            admin: unknown,
            _database: database,
        };
        let serving = traced.until("serving");
        let address = |field: &str| {
            let text = serving["fields"][field].as_str().expect("addresses");
            let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
            digits.parse().expect("an address")
        };
        (traced.at, traced.admin) = (address("addresses"), address("admin"));
        traced
    }

    /// Reads on until that is said.
    #[track_caller]
    fn until(&mut self, message: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("it is said");
            if line["message"] == message {
                return line;
            }
        }
    }

    async fn send(&self, request: Request) -> Answer {
        Connection::open(self.at).await.send(request).await
    }

    async fn get(&self, target: &str) -> Answer {
        self.send(Request::get(target)).await
    }

    /// What one of its metrics says, of those of spans.
    async fn spans(&self, outcome: &str) -> u64 {
        let asked = Request::get("/metrics");
        let answer = Connection::open(self.admin).await.send(asked).await;
        let page = String::from_utf8(answer.body).expect("text");
        let series = format!("hardpoint_trace_spans_total{{outcome=\"{outcome}\"}} ");
        let value = page.lines().find_map(|line| line.strip_prefix(&series));
        value
            .and_then(|value| value.parse().ok())
            .expect("a series")
    }

    /// Tells it to stop; its exit code, and what it has said since it was last listened to.
    fn stop(mut self) -> (Option<i32>, Vec<Value>) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(sent.expect("kill").success());
        let ended = self.child.wait().expect("a child");
        (ended.code(), self.lines.iter().collect())
    }
}

/// The span of that name, of which there is one in the trace.
#[track_caller]
fn named<'s>(spans: &'s [Seen], trace: &str, name: &str) -> &'s Seen {
    let mut found = spans
        .iter()
        .filter(|seen| seen.trace() == trace && seen.span.name == name);
    match (found.next(), found.next()) {
        (Some(seen), None) => seen,
        _ => panic!("not one `{name}` in {:#?}", shape(spans, trace)),
    }
}

/// Names and kinds of the spans of a trace.
fn shape(spans: &[Seen], trace: &str) -> Vec<(String, i32)> {
    let of_trace = spans.iter().filter(|seen| seen.trace() == trace);
    of_trace
        .map(|seen| (seen.span.name.clone(), seen.span.kind))
        .collect()
}

/// A caller's `traceparent`, of a trace of its own for each number.
fn parent(number: u8) -> (String, String) {
    let trace = format!("{number:02x}").repeat(16);
    let header = format!("00-{trace}-00f067aa0ba902b7-01");
    (trace, header)
}

const INTERNAL: i32 = 1;
const SERVER: i32 = 2;
const CLIENT: i32 = 3;

#[actix_web::test]
async fn a_collector_is_told_what_a_request_was_and_what_it_did() {
    let collector = Collector::start();
    let traced = Traced::start(
        &collector,
        &[("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue")],
    );
    let mut traces = Vec::new();
    for (number, request) in (1..).zip([
        Request::get("/plain/4711"),
        Request::get("/missing/4711"),
        Request::get("/fails"),
        Request::get("/panics"),
        Request::get("/nowhere/4711"),
    ]) {
        let (trace, header) = parent(number);
        traced.send(request.header("traceparent", &header)).await;
        traces.push(trace);
    }
    let alone = traced.get("/plain/1").await;
    let (code, lines) = traced.stop();
    assert_eq!(code, Some(0));
    let spans = collector.spans();

    let plain = named(&spans, &traces[0], "GET /plain/{id}");
    assert_eq!((plain.span.kind, plain.status()), (SERVER, 0));
    assert_eq!(plain.parent(), "00f067aa0ba902b7");
    let mut attributes = plain.attributes();
    let id = attributes.remove("hardpoint.request_id").expect("an id");
    assert_eq!(id.len(), 36);
    let expected = [
        ("hardpoint.operation", "plain"),
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("http.route", "/plain/{id}"),
        ("network.protocol.version", "1.1"),
        ("url.scheme", "http"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(attributes, expected.into());
    for (stage, kind) in [("extract", INTERNAL), ("handler", INTERNAL)] {
        let stage = named(&spans, &traces[0], stage);
        assert_eq!((stage.span.kind, stage.parent()), (kind, plain.id()));
        assert!(stage.span.start_time_unix_nano >= plain.span.start_time_unix_nano);
        assert!(stage.span.end_time_unix_nano <= plain.span.end_time_unix_nano);
    }
    assert_eq!(shape(&spans, &traces[0]).len(), 3);
    for (name, value) in [
        ("service.name", "traced"),
        ("deployment.environment.name", "test"),
        ("telemetry.sdk.language", "rust"),
    ] {
        assert_eq!(plain.resource[name], value);
    }

    // What the client has done wrong is no error of the service.
    let missing = named(&spans, &traces[1], "GET /missing/{id}");
    let of = |seen: &Seen, name: &str| seen.attribute(name);
    assert_eq!(of(missing, "http.response.status_code").unwrap(), "404");
    assert_eq!((missing.status(), of(missing, "error.type")), (0, None));
    for (at, name, status) in [(2, "GET /fails", "503"), (3, "GET /panics", "500")] {
        let fails = named(&spans, &traces[at], name);
        assert_eq!(of(fails, "error.type").unwrap(), status);
        assert_eq!(fails.status(), 2, "{fails:#?}");
    }
    // What no endpoint takes has no route, and above all no path.
    let nowhere = named(&spans, &traces[4], "GET");
    assert_eq!(of(nowhere, "http.response.status_code").unwrap(), "404");
    assert_eq!(
        (nowhere.span.kind, of(nowhere, "http.route")),
        (SERVER, None)
    );
    assert!(!format!("{spans:?}").contains("4711"));

    // A request that belongs to no trace begins one, which its lines in the log know.
    let id = alone.header("x-request-id").expect("an id");
    let served = lines.iter().find(|line| line["request_id"] == id);
    let trace = served.expect("a line")["trace_id"].as_str().expect("an id");
    let own = named(&spans, trace, "GET /plain/{id}");
    assert_eq!(own.parent(), "");
    assert_eq!(served.expect("a line")["span_id"], own.id());
    for headers in collector.headers() {
        assert_eq!(headers["request"], "POST /v1/traces HTTP/1.1");
        assert_eq!(headers["content-type"], "application/x-protobuf");
        assert_eq!(headers["x-tenant"], "blue");
    }
}

#[actix_web::test]
async fn stages_statements_and_stores_are_parts_of_their_request() {
    let collector = Collector::start();
    let traced = Traced::start(&collector, &[("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")]);
    let key = |request: Request| request.header("idempotency-key", "hunter2");
    let mut traces = Vec::new();
    for (number, request) in (1..).zip([
        Request::get("/cached/4711"),
        Request::get("/cached/4711"),
        Request::get("/limited"),
        key(Request::post("/once")),
        key(Request::post("/tx")),
        Request::get("/queries/4711"),
    ]) {
        let (trace, header) = parent(number);
        let answer = traced.send(request.header("traceparent", &header)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        traces.push(trace);
    }
    assert_eq!(traced.stop().0, Some(0));
    let spans = collector.spans();
    let under = |at: usize, name: &str, parent: &Seen| {
        let seen = named(&spans, &traces[at], name);
        assert_eq!(
            seen.parent(),
            parent.id(),
            "{:#?}",
            shape(&spans, &traces[at])
        );
        seen
    };

    let miss = named(&spans, &traces[0], "GET /cached/{id}");
    let cache = under(0, "cache", miss);
    assert_eq!(cache.attribute("hardpoint.cache.result").unwrap(), "miss");
    under(0, "handler", cache);
    let look = under(0, "store cache", cache);
    assert_eq!(look.span.kind, CLIENT);
    let hit = named(&spans, &traces[1], "GET /cached/{id}");
    let cache = under(1, "cache", hit);
    assert_eq!(cache.attribute("hardpoint.cache.result").unwrap(), "hit");
    assert!(
        !shape(&spans, &traces[1])
            .iter()
            .any(|(name, _)| name == "handler")
    );

    let limited = named(&spans, &traces[2], "GET /limited");
    let store = under(2, "store rates", limited);
    assert_eq!((store.span.kind, store.status()), (CLIENT, 0));

    let once = named(&spans, &traces[3], "POST /once");
    under(3, "claim", once);
    under(3, "handler", once);

    let tx = named(&spans, &traces[4], "POST /tx");
    let transaction = under(4, "transaction", tx);
    under(4, "claim", transaction);
    let handler = under(4, "handler", transaction);
    let insert = under(4, "INSERT notes", handler);
    assert_eq!(insert.span.kind, CLIENT);
    assert_eq!(insert.attribute("db.system.name").unwrap(), "postgresql");
    assert_eq!(insert.attribute("db.operation.name").unwrap(), "INSERT");

    let queries = named(&spans, &traces[5], "GET /queries/{id}");
    let handler = under(5, "handler", queries);
    let mut reads: Vec<_> = spans
        .iter()
        .filter(|seen| seen.trace() == traces[5] && seen.parent() == handler.id())
        .collect();
    reads.sort_by_key(|seen| seen.span.start_time_unix_nano);
    let told: Vec<_> = reads
        .iter()
        .map(|seen| (&*seen.span.name, seen.status()))
        .collect();
    let expected = [("SELECT", 0), ("SELECT pg_class", 2), ("transaction", 0)];
    assert_eq!(told, expected);
    // Division by zero.
    let code = reads[1].attribute("db.response.status_code");
    assert_eq!(
        (code.as_deref(), &*reads[1].attribute("error.type").unwrap()),
        (Some("22012"), "refused")
    );
    under(5, "SELECT pg_type", reads[2]);
    under(5, "COMMIT", reads[2]);
    // No parameter, no literal, no key, no path.
    let all = format!("{spans:?}");
    for value in ["4711", "hunter2"] {
        assert!(!all.contains(value), "{value}");
    }
    assert!(
        collector
            .headers()
            .iter()
            .all(|headers| headers["content-encoding"] == "gzip")
    );
}

#[actix_web::test]
async fn no_secret_is_told_to_a_collector() {
    let collector = Collector::start();
    let traced = Traced::start(&collector, &[]);
    let (trace, header) = parent(9);
    let request = Request::get("/secrets/hunter2?").header("traceparent", &header);
    let request = request
        .header("authorization", "Bearer hunter2")
        .header("cookie", "a=hunter2")
        .header("tracestate", "a=1");
    assert_eq!(traced.send(request).await.status, 200);
    assert_eq!(traced.stop().0, Some(0));
    let spans = collector.spans();
    let asks = named(&spans, &trace, "asks token=[redacted]");
    for (name, value) in [
        ("password", "[redacted]"),
        ("iban", "[redacted]"),
        ("db.query.text", "SELECT '[redacted]'"),
        ("url", "https://[redacted]@h/?token=[redacted]&x=1"),
    ] {
        assert_eq!(asks.attribute(name).as_deref(), Some(value));
    }
    // What is said in events is said in the log.
    assert!(asks.span.events.is_empty());
    assert!(!format!("{spans:?}").contains("hunter2"));
    assert!(
        spans
            .iter()
            .all(|seen| seen.trace() != trace || seen.span.trace_state == "a=1")
    );
}

#[actix_web::test]
async fn who_calls_says_what_is_recorded_as_far_as_it_is_believed() {
    let (_, sampled) = parent(1);
    let unsampled = sampled.replace("-01", "-00");
    let asked = |traced: &Traced, header: &str| {
        let request = Request::get("/outgoing")
            .header("traceparent", header)
            .header("tracestate", "foo=1");
        let at = traced.at;
        async move { Connection::open(at).await.send(request).await.json() }
    };
    let flags = |told: &Value| told["request"].as_str().expect("a header")[53..].to_owned();
    for (variables, of_sampled, of_none) in [
        (&[][..], "01", "01"),
        (
            &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")][..],
            "00",
            "00",
        ),
        // A peer that is believed may have what nobody else has.
        (
            &[
                ("OTEL_TRACES_SAMPLER", "parentbased_always_off"),
                ("TRUSTS", "127.0.0.1"),
            ],
            "01",
            "00",
        ),
    ] {
        let collector = Collector::start();
        let traced = Traced::start(&collector, variables);
        let told = asked(&traced, &sampled).await;
        assert_eq!(flags(&told), of_sampled, "{variables:?}");
        assert_eq!(told["state"], "foo=1");
        // From within a span, that is the parent of what is called.
        let (request, inner) = (&told["request"], told["inner"].as_str().expect("a header"));
        assert_ne!(request.as_str(), Some(inner));
        assert_eq!(
            request.as_str().map(|whole| &whole[..35]),
            Some(&inner[..35])
        );
        assert_eq!(flags(&asked(&traced, &unsampled).await), "00");
        assert_eq!(flags(&asked(&traced, "none").await), of_none);
        assert_eq!(traced.stop().0, Some(0));
        let (trace, _) = parent(1);
        let spans = collector.spans();
        let recorded = spans
            .iter()
            .filter(|seen| seen.trace() == trace && seen.span.name == "GET /outgoing");
        assert_eq!(
            recorded.count(),
            usize::from(of_sampled == "01"),
            "{variables:?}"
        );
        if of_sampled == "01" {
            let calls = named(&spans, &trace, "calls");
            assert_eq!(
                calls.id(),
                inner[36..52],
                "it is the one that was handed on"
            );
        }
    }
}

#[actix_web::test]
async fn a_collector_that_hangs_delays_neither_requests_nor_the_end() {
    let collector = Collector::that(Manner::Hangs);
    let variables = [
        ("OTEL_BSP_SCHEDULE_DELAY", "1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "8"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"),
    ];
    let mut traced = Traced::start(&collector, &variables);
    traced.get("/plain/1").await;
    collector.until_asked(1);
    let began = Instant::now();
    let mut connection = Connection::open(traced.at).await;
    for _ in 0..100 {
        assert_eq!(connection.send(Request::get("/plain/1")).await.status, 200);
    }
    // No request waits for a collector, which would be 10 seconds for each message.
    assert!(began.elapsed() < Duration::from_secs(10));
    // Of three spans a request, two are under way and eight wait.
    assert!(traced.spans("no_room").await >= 300 - 10);
    assert_eq!(traced.spans("sent").await, 0);
    drop(connection);
    let began = Instant::now();
    let id = traced.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.expect("kill").success());
    let said = traced.until("the collector of traces has not taken all spans in time");
    assert!(said["fields"]["lost"].as_u64() >= Some(8), "{said}");
    assert_eq!(traced.child.wait().expect("a child").code(), Some(0));
    // Within the budget, of which it takes five seconds at most.
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[actix_web::test]
async fn spans_that_a_collector_does_not_take_are_counted() {
    let collector = Collector::that(Manner::Refuses(503));
    let quick = [
        ("OTEL_BSP_SCHEDULE_DELAY", "1"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10000"),
    ];
    let mut traced = Traced::start(&collector, &quick);
    traced.get("/plain/1").await;
    // It is asked again, and loses nothing.
    collector.until_asked(2);
    collector.now(Manner::TakesBut(1));
    let plain = collector.until_seen(|seen| seen.span.name == "GET /plain/{id}");
    assert_eq!(plain.status(), 0);
    traced.until("the collector of traces refuses some spans");
    collector.now(Manner::Refuses(400));
    let asked = collector.headers().len();
    traced.get("/plain/1").await;
    collector.until_asked(asked + 3);
    let refused = async {
        while traced.spans("refused").await < 4 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, refused)
        .await
        .expect("it is counted");
    collector.now(Manner::Takes);
    let (trace, header) = parent(1);
    let request = Request::get("/plain/1").header("traceparent", &header);
    traced.send(request).await;
    collector.until_seen(|seen| seen.trace() == trace);
    assert_eq!(traced.stop().0, Some(0));
}
