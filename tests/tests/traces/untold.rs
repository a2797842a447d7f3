//! What a collector is not told: what nobody wants recorded, and what it does not take.

use std::process::Command;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint_tests::{Collector, Connection, Manner, Request};
use serde_json::Value;

use super::process::{PATIENCE, Traced, named, parent};

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
    let (clock, began) = (Clock::system(), Clock::system().now());
    let mut connection = Connection::open(traced.at).await;
    for _ in 0..100 {
        assert_eq!(connection.send(Request::get("/plain/1")).await.status, 200);
    }
    // No request waits for a collector, which would be 10 seconds for each message.
    assert!(clock.now().since(began) < Duration::from_secs(10));
    // Of three spans a request, two are under way and eight wait.
    assert!(traced.spans("no_room").await >= 300 - 10);
    assert_eq!(traced.spans("sent").await, 0);
    drop(connection);
    let (clock, began) = (Clock::system(), Clock::system().now());
    let id = traced.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.expect("kill").success());
    let said = traced.until("the collector of traces has not taken all spans in time");
    assert!(said["fields"]["lost"].as_u64() >= Some(8), "{said}");
    assert_eq!(traced.child.wait().expect("a child").code(), Some(0));
    // Within the budget, of which it takes five seconds at most.
    assert!(clock.now().since(began) < Duration::from_secs(10));
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
            Clock::system().sleep(Duration::from_millis(5)).await;
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
