//! What `idempotent = "tx"` costs beside the same handler in a plain transaction.
//!
//! `cargo bench -p hardpoint-tests --bench transaction`, with a server of its own on the loopback.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the figures are what it is for, and a bench that fails may say so"
)]

use std::time::Duration;

use actix_web::web::Data;
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint::prelude::*;
use hardpoint::{Store, Tx};
use hardpoint_tests::servers::{Postgres, Traffic, Wire, look};
use hardpoint_tests::{Connection, Request, Service};

/// How many requests of each kind, one after the other and each kind in its turn.
const CALLS: u32 = 2_000;
/// The first of them prepare statements and fill caches.
const UNCOUNTED: u32 = 200;

const INSERT: &str = "INSERT INTO placed (sku, quantity) VALUES ('anvil', 2) RETURNING id";

#[endpoint(post = "/plain")]
async fn plain(db: Data<Db>) -> Result<String, Error> {
    db.transaction(async |tx| place(tx).await).await
}

#[endpoint(post = "/once", idempotent = "tx")]
async fn once(tx: &mut Tx) -> Result<String, Error> {
    place(tx).await
}

async fn place(tx: &Tx) -> Result<String, Error> {
    let id: i64 = tx.query_one(INSERT, &[]).await?.try_get(0)?;
    Ok(format!("order {id}"))
}

/// What is compared, and how its requests are made.
const KINDS: [(&str, fn(u32) -> Request); 3] = [
    ("plain transaction", |_| Request::post("/plain")),
    ("idempotent = \"tx\"", |number| with_key(number)),
    ("the same, replayed", |_| with_key(0)),
];

fn with_key(number: u32) -> Request {
    Request::post("/once").header("idempotency-key", &number.to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("                     round              memory, µs       disk, µs");
    println!("                     trips  commits     p50     p99     p50     p99");
    let traffic = traffic().await;
    let in_memory = latencies(&[]).await;
    let on_disk = latencies(&["fsync=on"]).await;
    for (at, (kind, _)) in KINDS.iter().enumerate() {
        let Traffic {
            round_trips,
            commits,
            ..
        } = traffic[at];
        let [a, b, c, d] = [
            in_memory[at].0,
            in_memory[at].1,
            on_disk[at].0,
            on_disk[at].1,
        ];
        println!("{kind:20} {round_trips:>5} {commits:>8} {a:>7.0} {b:>7.0} {c:>7.0} {d:>7.0}");
    }
    let ratio = |of: &[(f64, f64)]| (of[1].0 / of[0].0, of[1].1 / of[0].1);
    let ((a, b), (c, d)) = (ratio(&in_memory), ratio(&on_disk));
    println!("\"tx\" over plain                    {a:>6.2}× {b:>6.2}× {c:>6.2}× {d:>6.2}×");
}

/// What goes over the wire for one request of each kind.
async fn traffic() -> [Traffic; KINDS.len()] {
    let server = Postgres::start(&[]);
    let wire = Wire::to(server.url()).await;
    let service = service(server.url(), DbSettings::new(wire.url()).pool_size(1)).await;
    let mut least = [Traffic::default(); KINDS.len()];
    for round in 0..5 {
        for (least, (_, request)) in least.iter_mut().zip(KINDS) {
            let request = request(round);
            let sent = async { assert_eq!(service.send(request).await.status, 200) };
            let traffic = wire.during(sent).await;
            // A connection that has been silent for long is asked for a sign of life first.
            if round <= 1 || traffic.round_trips < least.round_trips {
                *least = traffic;
            }
        }
    }
    least
}

/// The median and the 99th percentile of each kind, in microseconds, at a server with these
/// settings.
async fn latencies(settings: &[&str]) -> Vec<(f64, f64)> {
    let server = Postgres::start(settings);
    let service = service(server.url(), DbSettings::new(server.url())).await;
    let (clock, mut client) = (Clock::system(), service.connect().await);
    let mut took = [const { Vec::new() }; KINDS.len()];
    for number in 0..UNCOUNTED + CALLS {
        for (took, (_, request)) in took.iter_mut().zip(KINDS) {
            let began = clock.now();
            answered(&mut client, request(number)).await;
            if number >= UNCOUNTED {
                took.push(clock.now().since(began));
            }
        }
    }
    took.into_iter().map(percentiles).collect()
}

async fn answered(client: &mut Connection, request: Request) {
    let answer = client.send(request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn percentiles(mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let at = |percent: usize| took[took.len() * percent / 100].as_secs_f64() * 1e6;
    (at(50), at(99))
}

async fn service(url: &str, settings: DbSettings) -> Service {
    let table = "CREATE TABLE placed (id bigserial PRIMARY KEY, sku text, quantity int)";
    look(url).await.batch_execute(table).await.unwrap();
    let db = Db::connect(&settings).await.unwrap();
    let store = Store::postgres(&db).await.unwrap();
    Service::with(
        endpoints![plain, once],
        |builder| builder.store(store),
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    )
}
