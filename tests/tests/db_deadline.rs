//! Deadlines at the database: what is late or dropped is cancelled at the server, and nothing of it
//! stays.

use std::time::Duration;

use actix_web::web::Data;
use futures_util::future::{Either, join_all, select};
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint::prelude::*;
use hardpoint_tests::Service;
use hardpoint_tests::servers::{Database, database, until};

/// Statements of this database that are at work, besides the one that asks.
const AT_WORK: &str = "SELECT count(*) = $COUNT FROM pg_stat_activity \
    WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()";

fn at_work(count: usize) -> String {
    AT_WORK.replace("$COUNT", &count.to_string())
}

async fn connect(settings: DbSettings) -> Db {
    Db::connect(&settings).await.expect("a database")
}

fn serve(db: &Db, endpoints: Endpoints) -> Service {
    let db = db.clone();
    Service::with(
        endpoints,
        |builder| builder,
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    )
}

/// The `statement_timeout` of a read, of a write and of a transaction.
#[endpoint(get = "/timeouts", timeout = "4s")]
async fn timeouts(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    let shown = "SELECT current_setting('statement_timeout')";
    let read: String = db.read().query_one(shown, &[]).await?.try_get(0)?;
    let write: String = db.write().query_one(shown, &[]).await?.try_get(0)?;
    let tx = db
        .transaction(async |tx| tx.query_one(shown, &[]).await)
        .await?;
    let tx: String = tx.try_get(0)?;
    Ok(format!("{read} {write} {tx}"))
}

#[tokio::test]
async fn every_statement_has_what_is_left_of_the_deadline_at_the_server_too() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(1);
    let db = connect(settings.statement_timeout(Duration::from_secs(20))).await;
    let service = serve(&db, endpoints![timeouts]);
    assert_eq!(service.get("/timeouts").await.body, b"4550ms 4550ms 4550ms");

    let shown = "SELECT current_setting('statement_timeout')";
    let without = db.read().query_one(shown, &[]).await.unwrap();
    let without: String = without.get(0);
    assert!(without.starts_with("225"), "20 s and an eighth: {without}");
    assert_eq!(service.get("/timeouts").await.body, b"4550ms 4550ms 4550ms");
}

/// Sleeps at the server for longer than anybody waits.
#[endpoint(get = "/sleep", timeout = "1s")]
async fn sleep(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    db.write().query("SELECT pg_sleep(600)", &[]).await?;
    Ok("slept".into())
}

/// The same in a transaction that holds a lock.
#[endpoint(get = "/sleep-in-tx", timeout = "1s")]
async fn sleep_in_tx(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    db.transaction(async |tx| {
        tx.query("SELECT pg_advisory_xact_lock(1)", &[]).await?;
        tx.query("SELECT pg_sleep(600)", &[]).await
    })
    .await?;
    Ok("slept".into())
}

#[tokio::test]
async fn a_statement_over_its_deadline_is_504_and_cancelled_at_the_server() {
    let database = database();
    let db = connect(DbSettings::new(database.url())).await;
    let look = database.look().await;
    let service = serve(&db, endpoints![sleep, sleep_in_tx]);
    for target in ["/sleep", "/sleep-in-tx"] {
        let turn = async {
            until(&look, &at_work(1)).await;
            service.clock.advance(Duration::from_secs(1));
        };
        let (answer, ()) = tokio::join!(service.get(target), turn);
        answer.problem(504, "deadline_exceeded");
        until(&look, &at_work(0)).await;
        until(&look, "SELECT pg_try_advisory_lock(1)").await;
        until(&look, "SELECT pg_advisory_unlock(1)").await;
    }
}

#[tokio::test]
async fn a_statement_past_its_longest_time_is_stopped_where_there_is_no_deadline() {
    let database = database();
    let settings = DbSettings::new(database.url()).statement_timeout(Duration::from_millis(50));
    let db = connect(settings).await;
    let late = db.write().query("SELECT pg_sleep(600)", &[]).await;
    assert!(matches!(late, Err(Error::Deadline)), "{late:?}");
    until(&database.look().await, &at_work(0)).await;
}

#[tokio::test]
async fn a_dropped_statement_is_cancelled_and_its_connection_used_again() {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(1)).await;
    let look = database.look().await;
    let backend = async || {
        let row = db.read().query_one("SELECT pg_backend_pid()", &[]).await;
        row.unwrap().get::<_, i32>(0)
    };
    let before = backend().await;
    // Prepared, so that dropping it costs nothing but its own work.
    let sql = "SELECT pg_sleep($1)";
    db.write().query(sql, &[&0_f64]).await.unwrap();
    let work = Box::pin(db.write().query(sql, &[&600_f64]));
    let running = Box::pin(async { until(&look, &at_work(1)).await });
    match select(work, running).await {
        Either::Right(((), work)) => drop(work),
        Either::Left((done, _)) => panic!("{done:?}"),
    }
    until(&look, &at_work(0)).await;
    assert_eq!(backend().await, before);
}

#[tokio::test]
async fn a_statement_dropped_while_it_is_prepared_takes_its_connection_along() {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(1)).await;
    let look = database.look().await;
    db.write()
        .execute("CREATE TABLE t (id int)", &[])
        .await
        .unwrap();
    // Nobody can look at the table, not even to prepare a statement.
    look.batch_execute("BEGIN; LOCK TABLE t").await.unwrap();
    let waits = "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let work = Box::pin(db.read().query("SELECT * FROM t", &[]));
    let waiting = Box::pin(async { until(&look, waits).await });
    match select(work, waiting).await {
        Either::Right(((), work)) => drop(work),
        Either::Left((done, _)) => panic!("{done:?}"),
    }
    let none = "SELECT count(*) = 0 FROM pg_locks WHERE NOT granted \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    until(&look, none).await;
    look.batch_execute("COMMIT").await.unwrap();
    let prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM t'";
    let row = db.read().query_one(prepared, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

/// What one of a thousand clients does before it loses patience.
async fn one_of_many(db: &Db, number: u64) -> Result<(), Error> {
    let lock = i64::try_from(number % 5).expect("a small number");
    match number % 4 {
        0 => {
            db.write().query("SELECT pg_sleep(0.02)", &[]).await?;
        }
        1 => {
            // A statement of its own, to be prepared first.
            db.read()
                .query(&format!("SELECT {number}, pg_sleep(0.01)"), &[])
                .await?;
        }
        2 => {
            db.read()
                .query("SELECT generate_series(1, 100000)", &[])
                .await?;
        }
        _ => {
            db.transaction(async |tx| {
                tx.query("SELECT pg_advisory_xact_lock($1)", &[&lock])
                    .await?;
                tx.execute("INSERT INTO t VALUES ($1)", &[&lock]).await?;
                tx.savepoint(async |tx| tx.query("SELECT pg_sleep(0.005)", &[]).await)
                    .await
            })
            .await?;
        }
    }
    Ok(())
}

/// No statement, transaction or lock, and no more connections than there may be.
async fn nothing_is_left(database: &Database, connections: usize) {
    let look = database.look().await;
    let others = "datname = current_database() AND pid <> pg_backend_pid()";
    until(
        &look,
        &format!("SELECT count(*) = 0 FROM pg_stat_activity WHERE {others} AND state <> 'idle'"),
    )
    .await;
    until(
        &look,
        &format!("SELECT count(*) <= {connections} FROM pg_stat_activity WHERE {others}"),
    )
    .await;
    until(
        &look,
        "SELECT count(*) = 0 FROM pg_locks WHERE pid <> pg_backend_pid() \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_abandoned_statements_leave_nothing_behind() {
    const POOL: usize = 6;
    const BOUND: usize = 16;
    let database = database();
    let settings = DbSettings::new(database.url())
        .pool_size(POOL)
        .statement_cache(BOUND);
    let db = connect(settings).await;
    db.write()
        .execute("CREATE TABLE t (id bigint)", &[])
        .await
        .unwrap();

    let seed = fastrand::u64(..);
    #[expect(clippy::print_stdout, reason = "a failure is repeated by it")]
    {
        println!("seed {seed}");
    }
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut given_up = 0;
    for _ in 0..40 {
        let clients = (0..50).map(|_| {
            let (number, patience) = (chance.u64(..), chance.u64(0..30_000));
            let db = &db;
            async move {
                let work = one_of_many(db, number);
                tokio::time::timeout(Duration::from_micros(patience), work)
                    .await
                    .is_err()
            }
        });
        given_up += join_all(clients)
            .await
            .into_iter()
            .filter(|gone| *gone)
            .count();
    }
    assert!(given_up > 1_000, "{given_up} of 2000 were given up");
    nothing_is_left(&database, POOL).await;

    let prepared = "SELECT count(*) FROM pg_prepared_statements";
    let counts = join_all((0..POOL).map(|_| db.read().query_one(prepared, &[]))).await;
    for count in counts {
        let count: i64 = count.unwrap().get(0);
        assert!(count <= BOUND as i64, "{count} prepared statements");
    }
    assert_eq!(db.close(Duration::from_secs(5)).await, 0);
    nothing_is_left(&database, 0).await;
}
