//! A service that has a recorder of its own keeps it, and `/metrics` says so.

use std::net::SocketAddr;
use std::sync::Arc;

use hardpoint::observe::{ForeignRecorder, install_metrics};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint_tests::{Connection, Request, free_address};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use parking_lot::Mutex;
use tokio::sync::Notify;

/// What is described, and what has a series.
static DESCRIBED: Mutex<Vec<String>> = Mutex::new(Vec::new());
static REGISTERED: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Own;

impl Recorder for Own {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        DESCRIBED.lock().push(name.as_str().to_owned());
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe_counter(name, unit, help);
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, help: SharedString) {
        self.describe_counter(name, unit, help);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        REGISTERED.lock().push(key.name().to_owned());
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        REGISTERED.lock().push(key.name().to_owned());
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        REGISTERED.lock().push(key.name().to_owned());
        Histogram::noop()
    }
}

#[endpoint(
    get = "/ping",
    rate = "1000000/s",
    cache = "ttl:60",
    concurrency = "9 queue:9 wait:1s"
)]
async fn ping() -> &'static str {
    "pong"
}

#[endpoint(post = "/ping", idempotent)]
async fn ping_once() -> &'static str {
    "pong"
}

/// A connection to it as soon as it listens.
async fn reached(at: SocketAddr) -> Connection {
    loop {
        match Connection::try_open(at).await {
            Some(connection) => return connection,
            None => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn a_recorder_of_the_services_own_is_told_everything_at_the_start_and_the_page_is_404() {
    assert!(metrics::set_global_recorder(Own).is_ok());
    assert_eq!(install_metrics(), Err(ForeignRecorder));
    let (at, admin) = (free_address(), free_address());
    let stop = Arc::new(Notify::new());
    let told = Arc::clone(&stop);
    let thread = std::thread::spawn(move || {
        let builder = Hardpoint::builder()
            .server(
                ServerSettings::default()
                    .admin(admin)
                    .drain_delay(std::time::Duration::ZERO),
            )
            .ready_when("disk", || async { Ok::<_, std::io::Error>(()) })
            .endpoints(endpoints![ping, ping_once]);
        actix_web::rt::System::new()
            .block_on(builder.run_until(at, async move { told.notified().await }))
    });
    let answer = reached(admin).await.send(Request::get("/metrics")).await;
    assert_eq!(answer.status, 404);
    let detail = answer.json()["detail"].to_string();
    assert!(detail.contains("a recorder of its own"), "{detail}");
    for name in [
        "http.server.request.duration",
        "http.server.active_requests",
        "hardpoint.rate.decisions",
        "hardpoint.ready.check",
        "hardpoint.phase",
    ] {
        assert!(DESCRIBED.lock().iter().any(|is| is == name), "{name}");
        assert!(REGISTERED.lock().iter().any(|is| is == name), "{name}");
    }
    // Every handle was looked up when the service began: requests look up none.
    let known = REGISTERED.lock().len();
    let mut client = reached(at).await;
    for number in 0..100 {
        let key = format!("key-{}", number % 50);
        let requests = [
            (200, Request::get("/ping")),
            (200, Request::post("/ping").header("idempotency-key", &key)),
            (400, Request::post("/ping")),
            (404, Request::get(&format!("/{key}"))),
            (405, Request::new("PUT", "/ping")),
        ];
        for (status, request) in requests {
            assert_eq!(client.send(request).await.status, status);
        }
    }
    let new = REGISTERED.lock().split_off(known);
    assert!(new.is_empty(), "{new:?}");
    stop.notify_one();
    let ended = thread.join().expect("it does not panic");
    ended.expect("it was told to stop");
}
