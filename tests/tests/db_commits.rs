//! Commits that are disturbed: whoever is told that it is done finds it done, and recorded.

use actix_web::HttpResponse;
use hardpoint::db::{Db, DbSettings};
use hardpoint::prelude::*;
use hardpoint::store::Postgres;
use hardpoint::{Store, Tx};
use hardpoint_tests::servers::{Database, database, until};
use hardpoint_tests::{Request, Service};
use tokio_postgres::Client;

/// Writes an order.
#[endpoint(post = "/orders", idempotent = "tx", timeout = "20s")]
async fn order(tx: &mut Tx) -> Result<HttpResponse, hardpoint::db::Error> {
    tx.execute("INSERT INTO placed DEFAULT VALUES", &[]).await?;
    Ok(HttpResponse::Created().body("placed"))
}

/// Places an order, as somebody did long ago, and shows all of it.
#[endpoint(post = "/shown", idempotent = "tx", timeout = "20s")]
async fn shown(tx: &mut Tx) -> Result<HttpResponse, hardpoint::db::Error> {
    let insert = "INSERT INTO placed DEFAULT VALUES RETURNING *";
    let row = tx.query_one(insert, &[]).await?;
    Ok(HttpResponse::Created().body(row.len().to_string()))
}

async fn shop() -> (Database, Client, Service) {
    let database = database();
    let look = database.look().await;
    let table = "CREATE TABLE placed (id bigserial PRIMARY KEY)";
    look.batch_execute(table).await.expect("a table");
    let db = Db::connect(&DbSettings::new(database.url()).pool_size(1)).await;
    let postgres = Postgres::open(&db.expect("a database")).await;
    let postgres = postgres.expect("a schema");
    let service = Service::with(
        endpoints![order, shown],
        |builder| builder.store(Store::memory().transactions(postgres)),
        |_| {},
    );
    (database, look, service)
}

fn post(key: &str) -> Request {
    Request::post("/orders").header("idempotency-key", key)
}

fn show(key: &str) -> Request {
    Request::post("/shown").header("idempotency-key", key)
}

async fn count(look: &Client, table: &str) -> i64 {
    let count = look
        .query_one(&format!("SELECT count(*) FROM {table}"), &[])
        .await;
    count.expect("a count").get(0)
}

#[tokio::test]
async fn a_record_that_is_cancelled_at_the_server_is_not_told_as_done() {
    let (_database, look, service) = shop().await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN PERFORM pg_sleep(600); RETURN new; END $$; \
        CREATE TRIGGER slow BEFORE INSERT ON hardpoint.idempotency \
            FOR EACH ROW EXECUTE FUNCTION slow()";
    look.batch_execute(slow).await.unwrap();
    let cancel = async {
        // What the server answers to the commit behind it is no error.
        let cancel = "SELECT coalesce(bool_or(pg_cancel_backend(pid)), false) \
            FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event = 'PgSleep'";
        until(&look, cancel).await;
    };
    let (answer, ()) = tokio::join!(service.send(post("k")), cancel);
    answer.problem(504, "deadline_exceeded");
    assert_eq!(count(&look, "placed").await, 0);

    look.batch_execute("DROP FUNCTION slow CASCADE")
        .await
        .unwrap();
    assert_eq!(service.send(post("k")).await.status, 201);
    assert_eq!(count(&look, "placed").await, 1);
}

#[tokio::test]
async fn nothing_is_committed_whose_record_cannot_even_be_sent() {
    let (_database, look, service) = shop().await;
    let changed = "ALTER TABLE hardpoint.idempotency ALTER status TYPE int";
    look.batch_execute(changed).await.unwrap();
    for _ in 0..2 {
        let answer = service.send(post("k")).await;
        answer.problem(500, "internal");
    }
    assert_eq!(count(&look, "placed").await, 0);
}

#[tokio::test]
async fn a_record_that_is_refused_takes_everything_back() {
    let (_database, look, service) = shop().await;
    let refusing = "ALTER TABLE hardpoint.idempotency ADD CONSTRAINT none CHECK (false)";
    look.batch_execute(refusing).await.unwrap();
    service.send(post("k")).await.problem(500, "internal");
    assert_eq!(count(&look, "placed").await, 0);
    look.batch_execute("ALTER TABLE hardpoint.idempotency DROP CONSTRAINT none")
        .await
        .unwrap();
    assert_eq!(service.send(post("k")).await.status, 201);
    assert_eq!(count(&look, "placed").await, 1);
}

#[tokio::test]
async fn a_table_that_is_changed_meanwhile_is_told_as_nothing_executed() {
    let (_database, look, service) = shop().await;
    assert_eq!(service.send(show("one")).await.status, 201);
    look.batch_execute("ALTER TABLE placed ADD COLUMN note text")
        .await
        .unwrap();
    let told = service.send(show("two")).await;
    told.problem(503, "database_contended");
    assert_eq!(told.header("retry-after"), Some("1"));
    let again = service.send(show("two")).await;
    assert_eq!((again.status, &*again.body), (201, &b"2"[..]));
    assert_eq!(count(&look, "placed").await, 2);
}
