//! What counts no more is taken out of the tables in the background, and nothing else is.

use std::time::Duration;

use hardpoint::Store;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{Bucket, BucketKey, Postgres, RateStore};
use hardpoint_tests::limits::in_time;
use hardpoint_tests::servers::{Database, database, until};

const HOUR: Duration = Duration::from_secs(3_600);
const OFTEN: Duration = Duration::from_millis(10);

/// Two thousand rows in either table, of which every other one counts no more.
const ROWS: &str = "INSERT INTO hardpoint.rate (key, at, missing) \
        SELECT sha256(int4send(n)), floor(extract(epoch FROM now()))::int8 * 1000000000, \
            CASE n % 2 WHEN 0 THEN 0 ELSE 3600 * 1000000000::int8 END \
        FROM generate_series(1, 2000) n; \
    INSERT INTO hardpoint.idempotency (key, fingerprint, status, headers, body, expires) \
        SELECT sha256(int4send(n)), '', 200, '{}', '', \
            now() + make_interval(hours => CASE n % 2 WHEN 0 THEN 0 ELSE 1 END) \
        FROM generate_series(1, 2000) n";

const ARE_REAPED: &str = "SELECT (SELECT count(*) FROM hardpoint.rate) = 1000 \
    AND (SELECT count(*) FROM hardpoint.idempotency) = 1000 \
    AND NOT EXISTS (SELECT FROM hardpoint.rate WHERE missing = 0) \
    AND NOT EXISTS (SELECT FROM hardpoint.idempotency WHERE expires <= now())";

async fn connect(database: &Database) -> Db {
    let db = Db::connect(&DbSettings::new(database.url())).await;
    db.expect("a database")
}

async fn open(database: &Database) -> Postgres {
    let postgres = Postgres::open(&connect(database).await).await;
    postgres.expect("a schema")
}

#[tokio::test]
async fn what_counts_no_more_is_taken_out_and_all_else_stays() {
    let database = database();
    let (postgres, look) = (open(&database).await, database.look().await);
    look.batch_execute(ROWS).await.unwrap();
    assert_eq!(postgres.reap().await.unwrap(), 2_000);
    until(&look, ARE_REAPED).await;
    assert_eq!(postgres.reap().await.unwrap(), 0);
}

#[tokio::test]
async fn the_background_does_it_unasked() {
    let database = database();
    let (postgres, look) = (open(&database).await, database.look().await);
    look.batch_execute(ROWS).await.unwrap();
    let _postgres = postgres.reap_every(OFTEN);
    until(&look, ARE_REAPED).await;
}

#[tokio::test]
async fn who_is_at_work_on_a_row_is_not_waited_for() {
    let database = database();
    let (postgres, look) = (open(&database).await, database.look().await);
    look.batch_execute(ROWS).await.unwrap();
    let holds = "BEGIN; \
        SELECT FROM hardpoint.rate WHERE key IN (SELECT sha256(int4send(n)) FROM generate_series(1, 20) n) FOR UPDATE; \
        SELECT FROM hardpoint.idempotency WHERE key = sha256(int4send(2)) FOR UPDATE";
    look.batch_execute(holds).await.unwrap();
    assert_eq!(in_time(postgres.reap()).await.unwrap(), 2_000 - 11);
    look.batch_execute("COMMIT").await.unwrap();
    assert_eq!(postgres.reap().await.unwrap(), 11);
}

#[tokio::test]
async fn however_many_processes_there_are_it_is_done_once_an_interval() {
    let database = database();
    let (postgres, look) = (open(&database).await, database.look().await);
    let log = "CREATE TABLE hardpoint.turn (at timestamptz DEFAULT clock_timestamp()); \
        CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN INSERT INTO hardpoint.turn DEFAULT VALUES; RETURN NULL; END $$; \
        CREATE TRIGGER noted AFTER UPDATE ON hardpoint.reaping \
            FOR EACH ROW EXECUTE FUNCTION noted()";
    look.batch_execute(log).await.unwrap();
    let interval = Duration::from_millis(200);
    let mut processes = vec![postgres.reap_every(interval)];
    for _ in 0..4 {
        processes.push(open(&database).await.reap_every(interval));
    }
    until(&look, "SELECT count(*) >= 5 FROM hardpoint.turn").await;
    let gaps = "SELECT bool_and(gap > interval '190 ms') \
        FROM (SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM hardpoint.turn) AS gaps";
    let are_apart: bool = look.query_one(gaps, &[]).await.unwrap().get(0);
    assert!(are_apart);
}

#[tokio::test]
async fn it_ends_with_the_last_handle_or_with_the_database() {
    let gone = "SELECT count(*) = 0 FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let bucket = Bucket {
        key: BucketKey { group: 1, hash: 1 },
        size: HOUR,
        price: HOUR,
        shadow: false,
    };
    for is_closed in [false, true] {
        let database = database();
        let look = database.look().await;
        let db = connect(&database).await;
        let postgres = Postgres::open(&db).await.unwrap().reap_every(OFTEN);
        let store = Store::postgres(&db).await.unwrap();
        postgres.take(std::slice::from_ref(&bucket)).await.unwrap();
        if is_closed {
            let closing = db.close(Duration::from_secs(20));
            assert_eq!(in_time(closing).await, 0);
            let late = postgres.take(std::slice::from_ref(&bucket)).await;
            assert!(late.is_err(), "{late:?}");
        } else {
            drop((store, postgres, db));
        }
        until(&look, gone).await;
    }
}
