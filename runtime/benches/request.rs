//! What a request costs over bare actix, in process: `App` initialised once, one worker,
//! `TestRequest`, a small JSON answer.
//!
//! `cargo bench -p hardpoint --bench request` prints nanoseconds. With `ENDPOINT REQUESTS` as
//! arguments it serves that many requests and is silent: `benches/instructions` counts those
//! under callgrind.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench prints"
)]

use std::hint::black_box;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{Bytes, Json, Path};
use actix_web::{App, Error, get};
use hardpoint::Store;
use hardpoint::prelude::*;
use hardpoint::store::{CacheStore, EntryKey, Looked, Stamp, StoreError, TagKey};
use serde::Serialize;

#[derive(Serialize)]
struct Item {
    id: u64,
    name: &'static str,
    price: u32,
}

fn item(id: u64) -> Json<Item> {
    Json(Item {
        id,
        name: "widget",
        price: 100,
    })
}

#[get("/bare/{id}")]
async fn bare(id: Path<u64>) -> Json<Item> {
    item(*id)
}

#[endpoint(get = "/hard/{id}", timeout = "5s", rate = "1000000/s per:ip")]
async fn hard(id: Path<u64>) -> Json<Item> {
    item(*id)
}

/// The same as `hard`, to be mounted when metrics are recorded.
#[endpoint(get = "/seen/{id}", timeout = "5s", rate = "1000000/s per:ip")]
async fn seen(id: Path<u64>) -> Json<Item> {
    item(*id)
}

#[endpoint(
    get = "/hit/{id}",
    timeout = "5s",
    rate = "1000000/s per:ip",
    cache = "ttl:60 shared"
)]
async fn hit(id: Path<u64>) -> Json<Item> {
    item(*id)
}

/// The same, on a runtime of its own.
#[endpoint(
    get = "/own/{id}",
    timeout = "5s",
    rate = "1000000/s per:ip",
    cache = "ttl:60 shared"
)]
async fn own(id: Path<u64>) -> Json<Item> {
    item(*id)
}

/// A second level that keeps nothing.
#[derive(Debug)]
struct Nothing;

impl CacheStore for Nothing {
    async fn look(&self, _: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        Ok(Looked {
            stamps: tags.iter().map(|_| Stamp(1)).collect(),
            found: None,
        })
    }

    async fn put(
        &self,
        _: EntryKey,
        _: Bytes,
        _: &[(TagKey, Stamp)],
        _: Duration,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    async fn invalidate(&self, _: &[TagKey]) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A runtime of its own, beside a second level if that is `shared`; it believes for longer than the
/// bench runs.
fn runtime(shared: bool) -> Hardpoint {
    let store = Store::memory().staleness(Duration::from_secs(3_600));
    let store = match shared {
        true => store.cache(Nothing),
        false => store,
    };
    Hardpoint::builder().store(store).build().unwrap()
}

const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), 4711);

async fn serve<S, R>(app: &S, request: &impl Fn() -> R, requests: usize)
where
    S: Service<R, Response = ServiceResponse, Error = Error>,
{
    for _ in 0..requests {
        let response = app.call(request()).await.unwrap();
        assert_eq!(response.status(), 200);
        black_box(response);
    }
}

/// One endpoint alone in its `App`: the router tries one resource after another, and each costs.
macro_rules! serve_alone {
    ($endpoint:path, $path:literal, $requests:expr) => {
        serve_alone!($endpoint, $path, $requests, App::new())
    };
    ($endpoint:path, $path:literal, $requests:expr, $app:expr) => {{
        let app = init_service($app.service($endpoint)).await;
        let request = || TestRequest::get().uri($path).peer_addr(PEER).to_request();
        measure($path, &app, request, $requests).await
    }};
}

#[actix_web::main]
async fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let requests = arguments.get(1).map(|count| count.parse().unwrap());
    let wanted = |name: &str| arguments.first().is_none_or(|wanted| wanted == name);
    if requests.is_none() {
        println!("median of {ROUNDS} rounds of {REQUESTS} requests, in process, one worker");
    }
    if wanted("bare") {
        serve_alone!(bare, "/bare/7", requests);
    }
    if wanted("hard") {
        serve_alone!(hard, "/hard/7", requests);
    }
    if wanted("hit") {
        serve_alone!(hit, "/hit/7", requests);
    }
    for (name, shared) in [("alone", false), ("second", true)] {
        if wanted(name) {
            let app = App::new().app_data(runtime(shared));
            serve_alone!(own, "/own/7", requests, app);
        }
    }
    // Nothing is recorded before this line, and everything after it.
    if wanted("seen") {
        hardpoint::observe::install_metrics().unwrap();
        serve_alone!(seen, "/seen/7", requests);
    }
}

const ROUNDS: usize = 15;
const REQUESTS: usize = 20_000;

/// Serves that many requests and is silent, or as many as it takes to time them, and tells.
async fn measure<S, R>(name: &str, app: &S, request: impl Fn() -> R, requests: Option<usize>)
where
    S: Service<R, Response = ServiceResponse, Error = Error>,
{
    if let Some(requests) = requests {
        return serve(app, &request, requests).await;
    }
    let clock = Clock::system();
    let mut rounds: Vec<Duration> = Vec::new();
    for _ in 0..=ROUNDS {
        let start = clock.now();
        serve(app, &request, REQUESTS).await;
        rounds.push(clock.now().since(start));
    }
    rounds.sort();
    let nanos = rounds[ROUNDS / 2].as_nanos() / REQUESTS as u128;
    println!("{name:<8} {nanos:>6} ns a request");
}
