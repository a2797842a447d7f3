//! What the log costs a request, in process: `App` initialised once, one worker, `TestRequest`, a
//! small JSON answer; lines go nowhere, by the thread that writes them.
//!
//! `cargo bench -p hardpoint --features logs --bench log` prints nanoseconds. With `WHAT REQUESTS`
//! as arguments it serves that many requests and is silent: `benches/instructions` counts those
//! under callgrind.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench prints"
)]

use std::hint::black_box;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use actix_web::App;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{Json, Path};
use hardpoint::logs::{self, LogFormat, LogSettings};
use hardpoint::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Item {
    id: u64,
    name: &'static str,
    price: u32,
}

#[endpoint(get = "/hard/{id}", timeout = "5s", rate = "1000000/s per:ip")]
async fn hard(id: Path<u64>) -> Json<Item> {
    Json(Item {
        id: *id,
        name: "widget",
        price: 100,
    })
}

/// What is logged, and what of it there is for each request.
const LEVELS: [(&str, Option<&str>); 3] = [
    // Nobody listens.
    ("unheard", None),
    // Its span.
    ("spanned", Some("warn")),
    // Its span and its line.
    ("logged", Some("info")),
];

const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), 4711);
const ROUNDS: usize = 15;
const REQUESTS: usize = 20_000;

#[actix_web::main]
async fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let requests: Option<usize> = arguments.get(1).map(|count| count.parse().unwrap());
    let wanted = |name: &str| arguments.first().is_none_or(|wanted| wanted == name);
    if requests.is_none() {
        println!("median of {ROUNDS} rounds of {REQUESTS} requests, in process, one worker");
    }
    let app = init_service(App::new().service(hard)).await;
    let serve = async |requests: usize| {
        for _ in 0..requests {
            let request = TestRequest::get().uri("/hard/7").peer_addr(PEER);
            let response: ServiceResponse = app.call(request.to_request()).await.unwrap();
            assert_eq!(response.status(), 200);
            black_box(response);
        }
    };
    let mut begun: Option<logs::Logs> = None;
    for (name, levels) in LEVELS.iter().filter(|(name, _)| wanted(name)) {
        match (levels, &begun) {
            (None, _) => {}
            (Some(levels), Some(logs)) => logs.set_levels(levels).unwrap(),
            (Some(levels), None) => {
                let settings = LogSettings::default().format(LogFormat::Json);
                // There is no end to the room, for a round is faster than any service.
                let settings = settings
                    .output(io::sink())
                    .waiting(usize::MAX)
                    .levels(*levels);
                begun = Some(logs::init(&settings).unwrap());
            }
        }
        match requests {
            Some(requests) => serve(requests).await,
            None => println!("{name:<8} {:>6} ns a request", nanos(&serve).await),
        }
    }
    if let Some(logs) = &begun {
        assert!(logs.flush(Duration::from_secs(60)) && logs.lost() == 0);
    }
}

/// The median of some rounds.
async fn nanos(serve: &impl AsyncFn(usize)) -> u128 {
    let clock = Clock::system();
    let mut rounds: Vec<Duration> = Vec::new();
    for _ in 0..=ROUNDS {
        let start = clock.now();
        serve(REQUESTS).await;
        rounds.push(clock.now().since(start));
    }
    rounds.sort();
    rounds[ROUNDS / 2].as_nanos() / REQUESTS as u128
}
