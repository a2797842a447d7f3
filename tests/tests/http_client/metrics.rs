//! What metrics and traces tell of a client's requests, and of whom they do not.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::http::header::ACCEPT;
use actix_web::test::TestRequest;
use hardpoint::http::Client;
use hardpoint::observe;
use hardpoint_tests::openmetrics::{Page, parse};
use parking_lot::Mutex;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{Layer, Registry};

use crate::net;
use crate::server::{Server, answer, ok, until_closed};

async fn page() -> Page {
    let accepts = (ACCEPT, "application/openmetrics-text");
    let request = TestRequest::default().insert_header(accepts);
    let answer = observe::metrics(request.to_http_request()).await;
    let body = to_bytes(answer.into_body()).await.expect("a body");
    parse(str::from_utf8(&body).expect("UTF-8")).unwrap_or_else(|why| panic!("{why}"))
}

fn behaving() -> Server {
    Server::start(|asked, stream| match asked.line() {
        "GET /busy" => stream.write_all(&answer("503 Busy", "", "")),
        "GET /missing" => stream.write_all(&answer("404 Missing", "", "")),
        "GET /silent" => until_closed(stream),
        "GET /reset" => Err(std::io::ErrorKind::ConnectionReset.into()),
        _ => stream.write_all(&ok("ok")),
    })
}

#[tokio::test]
async fn each_request_is_counted_by_what_came_of_it() {
    let _ours_or_there = observe::install_metrics();
    let server = behaving();
    let client = Client::builder("counted")
        .base_url(server.url())
        .build()
        .unwrap();
    for _ in 0..2 {
        client.get("/well/4711?a=b").send().await.unwrap();
    }
    client.post("/").send().await.unwrap();
    for target in ["/busy", "/missing", "/reset"] {
        client.get(target).send().await.unwrap_err();
    }
    let brief = client.get("/silent").timeout(Duration::from_millis(50));
    brief.send().await.unwrap_err();
    let left = tokio::spawn(client.get("/silent").send());
    server.was_asked(8).await;
    left.abort();
    let _cancelled = left.await;
    let page = page().await;
    let port = server.port().to_string();
    let place = [
        ("client", "counted"),
        ("server_address", "127.0.0.1"),
        ("server_port", &*port),
    ];
    let count = |more: &[(&str, &str)]| {
        let labels: Vec<_> = place.iter().chain(more).copied().collect();
        page.value("http_client_request_duration_seconds_count", &labels)
    };
    let (get, status, error) = (
        ("http_request_method", "GET"),
        "http_response_status_code",
        "error_type",
    );
    assert_eq!(count(&[get, (status, "200")]), Some(2.0));
    assert_eq!(
        count(&[("http_request_method", "POST"), (status, "200")]),
        Some(1.0)
    );
    assert_eq!(count(&[get, (status, "503"), (error, "503")]), Some(1.0));
    assert_eq!(count(&[get, (status, "404"), (error, "404")]), Some(1.0));
    assert_eq!(count(&[get, (error, "reset")]), Some(1.0));
    assert_eq!(count(&[get, (error, "timeout")]), Some(1.0));
    assert_eq!(count(&[get, (error, "cancelled")]), Some(1.0));
}

#[tokio::test]
async fn strangers_are_one_series_however_many_there_are() {
    let _ours_or_there = observe::install_metrics();
    let servers = [behaving(), behaving(), behaving()];
    let client = Client::builder("crowd")
        .allow_private([net("127.0.0.0/8")])
        .build()
        .unwrap();
    for server in &servers {
        client.get(&server.url()).send().await.unwrap();
    }
    let page = page().await;
    let labels = [
        ("client", "crowd"),
        ("http_request_method", "GET"),
        ("http_response_status_code", "200"),
        ("server_address", "_OTHER"),
    ];
    let count = page.value("http_client_request_duration_seconds_count", &labels);
    assert_eq!(count, Some(3.0));
}

/// Every span of requests to others, by its fields.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<(u64, String)>>>);

struct Written<'a>(&'a mut String);

impl Visit for Written<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        *self.0 += &format!("{}={value:?};", field.name());
    }
}

impl<S: tracing::Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().target() == "hardpoint::stage" {
            let mut text = format!("{};", attributes.metadata().name());
            attributes.record(&mut Written(&mut text));
            self.0.lock().push((id.into_u64(), text));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock();
        if let Some((_, text)) = spans.iter_mut().rev().find(|(of, _)| *of == id.into_u64()) {
            values.record(&mut Written(text));
        }
    }
}

#[tokio::test]
async fn a_request_is_a_span_without_its_path() {
    let server = behaving();
    let spans = Spans::default();
    let seen = Registry::default().with(spans.clone());
    tracing::subscriber::set_global_default(seen).expect("the only one");
    let client = Client::builder("traced")
        .base_url(server.url())
        .build()
        .unwrap();
    client.get("/hunter2?token=hunter2").send().await.unwrap();
    client.get("/busy").send().await.unwrap_err();
    let port = server.port();
    let place = format!(
        "http;otel.name=\"GET\";otel.kind=\"client\";http.request.method=\"GET\";\
         server.address=\"127.0.0.1\";server.port={port};"
    );
    // Other tests have spans, too.
    let all = spans.0.lock().clone().into_iter().map(|(_, text)| text);
    let texts: Vec<_> = all
        .filter(|text| text.contains(&format!("port={port};")))
        .collect();
    assert_eq!(
        texts,
        [
            format!("{place}http.response.status_code=200;"),
            format!(
                "{place}http.response.status_code=503;error.type=\"503\";otel.status_code=\"ERROR\";"
            ),
        ]
    );
}
