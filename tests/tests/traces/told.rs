//! What a collector is told, and what it never is.

use hardpoint_tests::{Collector, Request, Seen};

use super::process::{CLIENT, INTERNAL, SERVER, Traced, named, parent, shape};

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
    let tells = traced.get("/tells").await;
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
    // And so do lines from elsewhere, which have the place where they were said.
    let line = lines.iter().find(|line| line["message"] == "in a task");
    let line = line.expect("it is said");
    assert_eq!(
        line["request_id"],
        tells.header("x-request-id").expect("an id")
    );
    let trace = line["trace_id"].as_str().expect("an id");
    assert_eq!(line["span_id"], named(&spans, trace, "handler").id());
    assert_eq!(line["spans"], serde_json::Value::Null, "{line}");
    for headers in collector.headers() {
        assert_eq!(headers["request"], "POST /v1/traces HTTP/1.1");
        assert_eq!(headers["content-type"], "application/x-protobuf");
        assert_eq!(headers["x-tenant"], "blue");
    }
}

#[actix_web::test]
async fn what_another_service_does_is_a_part_of_the_request_that_asks_for_it() {
    let collector = Collector::start();
    let traced = Traced::start(&collector, &[]);
    let (trace, header) = parent(1);
    let request = Request::get("/asks").header("traceparent", &header);
    assert_eq!(traced.send(request).await.status, 200);
    assert_eq!(traced.stop().0, Some(0));
    let spans = collector.spans();
    let handlers: Vec<_> = spans
        .iter()
        .filter(|seen| seen.span.name == "handler")
        .collect();
    let asks = named(&spans, &trace, "GET /asks");
    for (there, status) in [("GET /plain/{id}", "200"), ("GET /missing/{id}", "404")] {
        let there = named(&spans, &trace, there);
        let of = |seen: &&Seen| seen.id() == there.parent();
        let call = spans.iter().find(of).expect("the call is its parent");
        assert_eq!((&*call.span.name, call.span.kind), ("GET", CLIENT));
        assert_eq!(call.attribute("http.response.status_code").unwrap(), status);
        assert_eq!(call.attribute("server.address").unwrap(), "127.0.0.1");
        // As a client sees it, an answer of 404 is an error.
        assert_eq!(call.status() == 2, status == "404", "{call:#?}");
        let handler = handlers
            .iter()
            .find(|handler| handler.id() == call.parent());
        assert_eq!(handler.expect("it is called there").parent(), asks.id());
    }
    assert!(!format!("{spans:?}").contains("4711"));
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
        Request::get("/stock/nails"),
        Request::get("/stock/4711"),
    ]) {
        let (trace, header) = parent(number);
        let answer = traced.send(request.header("traceparent", &header)).await;
        let expected = if number == 8 { 502 } else { 200 };
        assert_eq!(answer.status, expected, "{answer:?}");
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
    // It ends with the record of its answer, in one round trip.
    let commit = under(4, "COMMIT", transaction);
    assert_eq!((commit.span.kind, commit.status()), (CLIENT, 0));

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

    for (at, status, error) in [(6, 0, None), (7, 2, Some("failed"))] {
        let request = named(&spans, &traces[at], "GET /stock/{sku}");
        let handler = under(at, "handler", request);
        let call = under(at, "dependency inventory", handler);
        assert_eq!((call.span.kind, call.status()), (INTERNAL, status));
        let attribute = |name: &str| call.attribute(name);
        assert_eq!(attribute("hardpoint.dependency").unwrap(), "inventory");
        assert_eq!(attribute("hardpoint.dependency.attempts").unwrap(), "2");
        assert_eq!(attribute("error.type").as_deref(), error);
    }
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
