//! What both instances of a test serve: numbered values, which only grow.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::web::{Data, Path};
use hardpoint::prelude::*;
use hardpoint::{Clock, Endpoints, Moment, Store, Tx};
use hardpoint_tests::{Answer, Request, Service};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
/// How long an instance believes what it does not know.
pub(crate) const BOUND: Duration = SECOND;
/// How long a test waits for what must come, before it fails rather than hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// By the clock of whoever asks.
pub(crate) fn now() -> Moment {
    Clock::system().now()
}

pub(crate) async fn pause(span: Duration) {
    Clock::system().sleep(span).await;
}

/// What is true, whatever anybody has stored of it.
#[derive(Debug, Default)]
pub(crate) struct World {
    values: Mutex<HashMap<String, u64>>,
    runs: Mutex<HashMap<String, u32>>,
    /// How long, in milliseconds, a handler takes at most once it has read a value.
    pub(crate) slowness: AtomicU64,
    /// What is opened for handlers of `/gated`.
    pub(crate) gate: Gate,
}

#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) open: Semaphore,
    pub(crate) waiting: AtomicU32,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            open: Semaphore::new(0),
            waiting: AtomicU32::new(0),
        }
    }
}

impl World {
    pub(crate) fn write(&self, name: &str) -> u64 {
        let mut values = self.values.lock();
        let value = values.entry(name.to_owned()).or_default();
        *value += 1;
        *value
    }

    fn read(&self, name: &str) -> String {
        let mut runs = self.runs.lock();
        *runs.entry(name.to_owned()).or_default() += 1;
        let values = self.values.lock();
        values.get(name).copied().unwrap_or_default().to_string()
    }

    pub(crate) fn runs(&self, name: &str) -> u32 {
        self.runs.lock().get(name).copied().unwrap_or_default()
    }
}

#[endpoint(get = "/value/{name}", cache = "ttl:600 tags:value-{name}")]
async fn show(name: Path<String>, world: Data<World>) -> String {
    let value = world.read(&name);
    let slowness = world.slowness.load(Ordering::Relaxed);
    if slowness > 0 {
        let pause = Duration::from_millis(fastrand::u64(..=slowness));
        crate::world::pause(pause).await;
    }
    value
}

#[endpoint(
    get = "/gated/{name}",
    timeout = "20s",
    cache = "ttl:600 tags:value-{name}"
)]
async fn gated(name: Path<String>, world: Data<World>) -> String {
    let value = world.read(&name);
    world.gate.waiting.fetch_add(1, Ordering::SeqCst);
    world
        .gate
        .open
        .acquire()
        .await
        .expect("never closed")
        .forget();
    value
}

#[endpoint(
    get = "/mine",
    cache = "ttl:600 tags:mine vary:principal,accept-language invalidated-by:code"
)]
async fn mine(world: Data<World>) -> String {
    world.read("mine")
}

#[endpoint(post = "/value/{name}", invalidates = "value-{name}")]
async fn change(name: Path<String>, world: Data<World>) -> String {
    world.write(&name).to_string()
}

/// Changes it in a transaction, once per key; fails where it is told to, and then nothing changes.
#[endpoint(post = "/once/{name}", idempotent = "tx", invalidates = "value-{name}")]
async fn change_once(
    _tx: &mut Tx,
    name: Path<String>,
    world: Data<World>,
) -> actix_web::HttpResponse {
    if name.as_str() == "failing" {
        return actix_web::HttpResponse::InternalServerError().finish();
    }
    actix_web::HttpResponse::Ok().body(world.write(&name).to_string())
}

/// One instance of the service, that does things in transactions as well.
pub(crate) fn instance_with_tx(world: &Arc<World>, store: Store) -> Service {
    serve(
        world,
        store,
        endpoints![show, gated, mine, change, change_once],
    )
}

/// One instance of the service, by the system's clock.
pub(crate) fn instance(world: &Arc<World>, store: Store) -> Service {
    serve(world, store, endpoints![show, gated, mine, change])
}

fn serve(world: &Arc<World>, store: Store, endpoints: Endpoints) -> Service {
    let world = Data::from(Arc::clone(world));
    Service::with(
        endpoints,
        |builder| {
            let builder = builder.store(store.staleness(BOUND)).clock(Clock::system());
            builder.authenticated_by_middleware("Bearer")
        },
        move |app| {
            app.app_data(world.clone());
        },
    )
}

pub(crate) fn status_of(answer: &Answer) -> &str {
    answer.header("cache-status").unwrap_or("none")
}

/// Whether it was in the instance's own memory.
pub(crate) fn is_first_level(answer: &Answer) -> bool {
    let status = status_of(answer);
    status.starts_with("hardpoint; hit; ttl=") && !status.contains("detail")
}

pub(crate) fn is_second_level(answer: &Answer) -> bool {
    let status = status_of(answer);
    status.starts_with("hardpoint; hit; ttl=") && status.ends_with("; detail=second-level")
}

pub(crate) fn number(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = std::str::from_utf8(&answer.body).expect("a number");
    text.parse().expect("a number")
}

/// What is read there.
pub(crate) async fn read(service: &Service, name: &str) -> u64 {
    number(&service.get(&format!("/value/{name}")).await)
}

/// Changes it there, and waits until the change is acknowledged.
pub(crate) async fn write(service: &Service, name: &str) -> u64 {
    let request = Request::post(&format!("/value/{name}"));
    number(&service.send(request).await)
}

/// Changes it there in a transaction, under a key.
pub(crate) async fn write_once(service: &Service, name: &str, key: &str) -> Answer {
    let request = Request::post(&format!("/once/{name}"));
    service.send(request.header("idempotency-key", key)).await
}

/// Asks until it is so.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asked = async {
        while !is_so().await {
            pause(Duration::from_millis(2)).await;
        }
    };
    let asked = tokio::time::timeout(PATIENCE, asked).await;
    assert!(asked.is_ok(), "{what}: not in {PATIENCE:?}");
}

/// Waits until an instance hears the others: what it stores is believed for longer than it could be
/// otherwise.
pub(crate) async fn until_it_hears(service: &Service) {
    let name = format!("heard-{}", fastrand::u64(..));
    let target = &format!("/value/{name}");
    let mut since = now();
    let since = &mut since;
    let heard = async {
        loop {
            let answer = service.get(target).await;
            if !is_first_level(&answer) {
                *since = now();
            } else if now().since(*since) > BOUND + BOUND / 2 {
                return;
            }
            pause(Duration::from_millis(5)).await;
        }
    };
    let heard = tokio::time::timeout(PATIENCE, heard).await;
    assert!(heard.is_ok(), "an instance hears the others in time");
}
