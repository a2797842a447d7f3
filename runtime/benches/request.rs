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
use actix_web::web::{Json, Path};
use actix_web::{App, Error, get};
use hardpoint::prelude::*;
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

#[endpoint(
    get = "/hit/{id}",
    timeout = "5s",
    rate = "1000000/s per:ip",
    cache = "ttl:60 shared"
)]
async fn hit(id: Path<u64>) -> Json<Item> {
    item(*id)
}

const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), 4711);

async fn serve<S, R>(app: &S, request: impl Fn() -> R, requests: usize)
where
    S: Service<R, Response = ServiceResponse, Error = Error>,
{
    for _ in 0..requests {
        let response = app.call(request()).await.unwrap();
        assert_eq!(response.status(), 200);
        black_box(response);
    }
}

#[actix_web::main]
async fn main() {
    let app = init_service(App::new().service(bare).service(hard).service(hit)).await;
    let to = |path: &'static str| move || TestRequest::get().uri(path).peer_addr(PEER).to_request();

    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let [endpoint, requests] = &arguments[..] {
        let path = ["/bare/7", "/hard/7", "/hit/7"]
            .into_iter()
            .find(|p| p.contains(&**endpoint));
        return serve(&app, to(path.unwrap()), requests.parse().unwrap()).await;
    }

    const ROUNDS: usize = 15;
    const REQUESTS: usize = 20_000;
    println!("median of {ROUNDS} rounds of {REQUESTS} requests, in process, one worker");
    for path in ["/bare/7", "/hard/7", "/hit/7"] {
        serve(&app, to(path), REQUESTS).await;
        let mut rounds: Vec<Duration> = Vec::new();
        for _ in 0..ROUNDS {
            let clock = Clock::system();
            let start = clock.now();
            serve(&app, to(path), REQUESTS).await;
            rounds.push(clock.now().since(start));
        }
        rounds.sort();
        let nanos = rounds[ROUNDS / 2].as_nanos() / REQUESTS as u128;
        println!("{path:<8} {nanos:>6} ns a request");
    }
}
