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
use hardpoint_tests::servers::{Postgres, Wire, look};
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

#[endpoint(post = "/leased", idempotent)]
async fn leased(db: Data<Db>) -> Result<String, Error> {
    db.transaction(async |tx| place(tx).await).await
}

async fn place(tx: &Tx) -> Result<String, Error> {
    let id: i64 = tx.query_one(INSERT, &[]).await?.try_get(0)?;
    Ok(format!("order {id}"))
}

/// What is compared, and how its requests are made.
type Kind = (&'static str, fn(u32) -> Request);

const KINDS: [Kind; 4] = [
    ("plain transaction", |_| Request::post("/plain")),
    ("idempotent = \"tx\"", |number| keyed("/once", number)),
    ("the same, replayed", |_| keyed("/once", 0)),
    ("idempotent, a lease", |number| keyed("/leased", number)),
];

fn keyed(target: &str, number: u32) -> Request {
    Request::post(target).header("idempotency-key", &number.to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let traffic = traffic().await;
    let in_memory = latencies(&[]).await;
    let on_disk = latencies(&["fsync=on"]).await;
    println!("microseconds per request       in memory, p50  p99    on disk, p50  p99");
    for (at, (kind, _)) in KINDS.iter().enumerate() {
        let (trips, commits) = traffic[at];
        let [(a, b), (c, d)] = [in_memory[at], on_disk[at]];
        println!("{kind:20} {trips} trips, {commits} commits {a:>6.0} {b:>6.0} {c:>12.0} {d:>6.0}");
    }
    let ratio = |of: &[(f64, f64)]| (of[1].0 / of[0].0, of[1].1 / of[0].1);
    let [(a, b), (c, d)] = [ratio(&in_memory), ratio(&on_disk)];
    println!("\"tx\" over plain                       {a:>6.2} {b:>6.2} {c:>12.2} {d:>6.2}");
}

/// How many round trips one request of each kind makes, and how many transactions that write.
async fn traffic() -> [(u32, i64); KINDS.len()] {
    let server = Postgres::start(&[]);
    let wire = Wire::to(server.url()).await;
    let service = service(server.url(), DbSettings::new(wire.url()).pool_size(1)).await;
    let look = look(server.url()).await;
    let written = async || {
        let next = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
        look.query_one(next, &[]).await.unwrap().get::<_, i64>(0)
    };
    let mut least = [(u32::MAX, i64::MAX); KINDS.len()];
    // Statements are prepared at first, a connection that has been silent for long is asked for a
    // sign of life, and tables are reaped now and then: the least is what a request needs. That of
    // the second round on, for there is nothing to replay before.
    for round in 0..6 {
        for (least, (_, request)) in least.iter_mut().zip(KINDS) {
            let (request, before) = (request(round), written().await);
            let sent = async { assert_eq!(service.send(request).await.status, 200) };
            let trips = wire.during(sent).await.round_trips;
            let commits = written().await - before;
            if round > 0 {
                *least = (least.0.min(trips), least.1.min(commits));
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
        endpoints![plain, once, leased],
        |builder| builder.store(store),
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    )
}
