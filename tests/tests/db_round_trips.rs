//! What `idempotent = "tx"` costs on the wire: as many round trips as the handler's own
//! transaction, and as many commits.

use std::time::Duration;

use actix_web::web::Data;
use hardpoint::db::{Db, DbSettings};
use hardpoint::prelude::*;
use hardpoint::{Store, Tx};
use hardpoint_tests::servers::{Database, Traffic, Wire, database};
use hardpoint_tests::{Request, Service};

const INSERT: &str = "INSERT INTO placed DEFAULT VALUES";

/// Places an order in a transaction of its own.
#[endpoint(post = "/own")]
async fn own(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    db.transaction(async |tx| tx.execute(INSERT, &[]).await)
        .await?;
    Ok("placed".into())
}

/// Places an order once per key.
#[endpoint(post = "/once", idempotent = "tx")]
async fn once(tx: &mut Tx) -> Result<String, hardpoint::db::Error> {
    tx.execute(INSERT, &[]).await?;
    Ok("placed".into())
}

/// Places an order in a transaction of its own, and says that the list of orders is out of date.
#[endpoint(post = "/once-told", idempotent = "tx", invalidates = "orders")]
async fn once_told(tx: &mut Tx) -> Result<String, hardpoint::db::Error> {
    tx.execute(INSERT, &[]).await?;
    Ok("placed".into())
}

#[endpoint(get = "/orders", cache = "ttl:60 tags:orders")]
async fn orders() -> &'static str {
    "orders"
}

async fn behind_a_wire() -> (Database, Wire, Service) {
    let database = database();
    let look = database.look().await;
    let table = "CREATE TABLE placed (id bigserial PRIMARY KEY)";
    look.batch_execute(table).await.expect("a table");
    let wire = Wire::to(&database.url()).await;
    let db = Db::connect(&DbSettings::new(wire.url()).pool_size(1))
        .await
        .expect("a database");
    // A beat of the bus is no part of what is counted.
    let store = Store::postgres(&db).await.expect("a schema");
    let store = store.staleness(Duration::from_secs(3_600));
    let service = Service::with(
        endpoints![own, once, once_told, orders],
        |builder| builder.store(store),
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    );
    (database, wire, service)
}

#[tokio::test]
async fn done_once_costs_no_round_trip_and_no_commit_more_than_done() {
    let (_database, wire, service) = behind_a_wire().await;
    let (mut least, mut key) = ([Traffic::default(); 3], 0);
    // The first prepares the statements; and a connection that has been silent for long is asked
    // for a sign of life, which is no part of what is counted.
    for round in 0..5 {
        let requests = ["/own", "/once", "/once-told"].map(|target| {
            key += 1;
            Request::post(target).header("idempotency-key", &key.to_string())
        });
        for (least, request) in least.iter_mut().zip(requests) {
            let sent = async { assert_eq!(service.send(request).await.status, 200) };
            let traffic = wire.during(sent).await;
            if round <= 1 || traffic.round_trips < least.round_trips {
                *least = traffic;
            }
        }
    }
    let [plain, recorded, told] = least;
    let (trips, commits) = (plain.round_trips, plain.commits);
    assert_eq!((trips, commits), (3, 1), "begin, insert, commit");
    assert_eq!(recorded, plain);
    assert_eq!(told, plain, "the others are told by the same commit");
}
