//! Transactions: as a whole or not at all, again where others were in the way, and never ended by
//! the work inside.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::web::{Data, Path};
use futures_util::future::{Either, join_all, pending, select};
use hardpoint::db::{Db, DbSettings, Error, Isolation, SqlState, Tx, TxOptions};
use hardpoint::prelude::*;
use hardpoint_tests::Service;
use hardpoint_tests::servers::{Database, database, until};
use tokio::sync::Barrier;

async fn with_accounts() -> (Database, Db) {
    with_settings(|settings| settings).await
}

async fn with_settings(settings: impl FnOnce(DbSettings) -> DbSettings) -> (Database, Db) {
    let database = database();
    let db = Db::connect(&settings(DbSettings::new(database.url()))).await;
    let db = db.expect("a database");
    let table = "CREATE TABLE account (id int PRIMARY KEY, cents int CHECK (cents >= 0));
        INSERT INTO account VALUES (1, 100), (2, 100)";
    db.write().batch_execute(table).await.expect("a table");
    (database, db)
}

async fn cents(db: &Db, id: i32) -> i32 {
    let row = db
        .write()
        .query_one("SELECT cents FROM account WHERE id = $1", &[&id])
        .await;
    row.expect("an account").get(0)
}

async fn add(tx: &Tx, id: i32, cents: i32) -> Result<(), Error> {
    let sql = "UPDATE account SET cents = cents + $2 WHERE id = $1";
    tx.execute(sql, &[&id, &cents]).await?;
    Ok(())
}

const IDLE_IN_TRANSACTION: &str = "SELECT count(*) = 0 FROM pg_stat_activity \
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

#[tokio::test]
async fn work_is_done_as_a_whole_or_not_at_all() {
    let (_database, db) = with_accounts().await;
    let done = db
        .transaction(async |tx| {
            add(tx, 1, -60).await?;
            add(tx, 2, 60).await?;
            Ok::<_, Error>("done")
        })
        .await;
    assert_eq!(done.unwrap(), "done");
    assert_eq!((cents(&db, 1).await, cents(&db, 2).await), (40, 160));

    let refused = db
        .transaction(async |tx| {
            add(tx, 2, 60).await?;
            add(tx, 1, -60).await
        })
        .await;
    assert_eq!(
        refused.unwrap_err().code(),
        Some(&SqlState::CHECK_VIOLATION)
    );
    assert_eq!((cents(&db, 1).await, cents(&db, 2).await), (40, 160));
}

#[derive(Debug, PartialEq)]
struct Own(&'static str);

impl From<Error> for Own {
    fn from(error: Error) -> Self {
        panic!("{error:?}");
    }
}

#[tokio::test]
async fn an_error_of_the_works_own_takes_everything_back_before_it_is_returned() {
    let (database, db) = with_accounts().await;
    let outcome = db
        .transaction(async |tx| {
            add(tx, 1, 5).await?;
            Err::<(), _>(Own("changed my mind"))
        })
        .await;
    assert_eq!(outcome, Err(Own("changed my mind")));
    let look = database.look().await;
    // At once, without waiting for anything.
    look.batch_execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE NOWAIT")
        .await
        .unwrap();
    assert_eq!(cents(&db, 1).await, 100);
}

#[tokio::test]
async fn a_failure_that_is_passed_over_is_not_committed() {
    let (_database, db) = with_accounts().await;
    let outcome = db
        .transaction(async |tx| {
            add(tx, 1, 5).await?;
            let _ = add(tx, 1, -1_000).await;
            Ok::<_, Error>(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Broken)), "{outcome:?}");
    assert_eq!(cents(&db, 1).await, 100);
}

#[tokio::test]
async fn a_savepoint_takes_back_its_own_part_only() {
    let (_database, db) = with_accounts().await;
    let outcome = db
        .transaction(async |tx| {
            add(tx, 1, 5).await?;
            let inner = tx
                .savepoint(async |tx| {
                    tx.savepoint(async |tx| add(tx, 2, 7).await).await?;
                    add(tx, 1, 50).await?;
                    add(tx, 1, -1_000).await
                })
                .await;
            assert_eq!(inner.unwrap_err().code(), Some(&SqlState::CHECK_VIOLATION));
            tx.savepoint(async |tx| add(tx, 2, 1).await).await
        })
        .await;
    outcome.unwrap();
    assert_eq!((cents(&db, 1).await, cents(&db, 2).await), (105, 101));
}

#[tokio::test]
async fn a_savepoint_that_is_dropped_cannot_be_committed() {
    let (_database, db) = with_accounts().await;
    let outcome = db
        .transaction(async |tx| {
            let inner = Box::pin(tx.savepoint(async |tx| {
                add(tx, 1, 5).await?;
                pending::<Result<(), Error>>().await
            }));
            let _ = tokio::time::timeout(Duration::from_millis(50), inner).await;
            add(tx, 2, 5).await
        })
        .await;
    assert!(matches!(outcome, Err(Error::Broken)), "{outcome:?}");
    assert_eq!((cents(&db, 1).await, cents(&db, 2).await), (100, 100));
}

#[tokio::test]
async fn a_statement_that_is_dropped_takes_its_transaction_along() {
    let (database, db) = with_accounts().await;
    let look = database.look().await;
    let outcome = db
        .transaction(async |tx| {
            add(tx, 1, 5).await?;
            let slow = Box::pin(tx.query("SELECT pg_sleep(600)", &[]));
            let at_work = "SELECT count(*) = 1 FROM pg_stat_activity \
                WHERE datname = current_database() AND wait_event = 'PgSleep'";
            let running = Box::pin(async { until(&look, at_work).await });
            match select(slow, running).await {
                Either::Right(((), slow)) => drop(slow),
                Either::Left((done, _)) => panic!("{done:?}"),
            }
            let next = add(tx, 1, 5).await;
            assert!(matches!(next, Err(Error::Broken)), "{next:?}");
            Ok::<_, Error>(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Broken)), "{outcome:?}");
    until(&look, IDLE_IN_TRANSACTION).await;
    assert_eq!(cents(&db, 1).await, 100);
}

#[tokio::test]
async fn a_transaction_that_is_dropped_is_rolled_back() {
    let (database, db) = with_settings(|settings| settings.pool_size(1)).await;
    let work = db.transaction(async |tx| {
        add(tx, 1, 5).await?;
        pending::<Result<(), Error>>().await
    });
    assert!(
        tokio::time::timeout(Duration::from_millis(100), work)
            .await
            .is_err()
    );
    until(&database.look().await, IDLE_IN_TRANSACTION).await;
    assert_eq!(cents(&db, 1).await, 100, "on the same, only connection");
}

#[tokio::test]
async fn work_that_meets_a_serialization_failure_is_done_again_as_a_whole() {
    let (_database, db) = with_accounts().await;
    let runs = AtomicU32::new(0);
    // Each reads what all write: at most one of those that overlap can be committed.
    let options = TxOptions::new().isolation(Isolation::Serializable);
    let work = (0..6).map(|_| {
        db.transaction_with(options, async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            let sum = tx.query_one("SELECT sum(cents) FROM account", &[]).await?;
            let sum: i64 = sum.try_get(0)?;
            tx.query("SELECT pg_sleep(0.01)", &[]).await?;
            let write = "UPDATE account SET cents = $1 WHERE id = 1";
            tx.execute(write, &[&(i32::try_from(sum).unwrap() - 99)])
                .await?;
            Ok::<_, Error>(())
        })
    });
    for outcome in join_all(work).await {
        outcome.unwrap();
    }
    // Each adds exactly one, as if one had come after another.
    assert_eq!(cents(&db, 1).await, 106);
    assert!(runs.into_inner() > 6, "some had to be repeated");
}

#[tokio::test]
async fn work_that_meets_a_deadlock_is_done_again_as_a_whole() {
    let (_database, db) = with_accounts().await;
    let (runs, both) = (AtomicU32::new(0), Barrier::new(2));
    let work = [(1, 2), (2, 1)].map(|(first, second)| {
        let (runs, both, db) = (&runs, &both, &db);
        async move {
            db.transaction(async |tx| {
                add(tx, first, 1).await?;
                if runs.fetch_add(1, Ordering::Relaxed) < 2 {
                    both.wait().await;
                }
                add(tx, second, 1).await
            })
            .await
        }
    });
    for outcome in join_all(work).await {
        outcome.unwrap();
    }
    assert_eq!((cents(&db, 1).await, cents(&db, 2).await), (102, 102));
    assert_eq!(runs.into_inner(), 3);
}

#[tokio::test]
async fn what_was_in_the_way_counts_whatever_the_work_makes_of_it() {
    let (_database, db) = with_settings(|settings| settings.transaction_attempts(3)).await;
    let runs = AtomicU32::new(0);
    let raise = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$";
    let passed_over = db
        .transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            add(tx, 1, 5).await?;
            let inner = tx.savepoint(async |tx| tx.execute(raise, &[]).await).await;
            assert!(matches!(inner, Err(Error::Contended(_))), "{inner:?}");
            Ok::<_, Error>(())
        })
        .await;
    assert!(
        matches!(passed_over, Err(Error::Contended(_))),
        "{passed_over:?}"
    );
    assert_eq!(runs.load(Ordering::Relaxed), 3);

    let renamed = db
        .transaction(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            tx.execute(raise, &[]).await.map_err(|_| Own("renamed"))
        })
        .await;
    assert_eq!(renamed, Err(Own("renamed")));
    assert_eq!(runs.load(Ordering::Relaxed), 6);
    assert_eq!(cents(&db, 1).await, 100);

    let single = db.write().execute(raise, &[]).await;
    assert!(matches!(single, Err(Error::Contended(_))), "{single:?}");
}

/// Works on what is always in somebody's way.
#[endpoint(post = "/contended/{times}", timeout = "2s")]
async fn contended(times: Path<u32>, db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    let mut runs = 0;
    db.transaction(async |tx| {
        runs += 1;
        if runs <= *times {
            let raise = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$";
            tx.execute(raise, &[]).await?;
        }
        Ok::<_, Error>(())
    })
    .await?;
    Ok(runs.to_string())
}

#[tokio::test]
async fn work_is_repeated_until_the_deadline_and_then_the_client_is_told_to_come_back() {
    let (_database, db) = with_settings(|settings| settings.transaction_attempts(1_000)).await;
    let service = Service::with(
        endpoints![contended],
        |builder| builder.clock(hardpoint::Clock::system()),
        move |app| {
            app.app_data(Data::new(db.clone()));
        },
    );
    let post = |target: &str| service.send(hardpoint_tests::Request::post(target));
    assert_eq!(post("/contended/2").await.body, b"3");
    let answer = post("/contended/100000").await;
    answer.problem(503, "database_contended");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn a_transaction_is_isolated_as_it_says() {
    let (_database, db) = with_accounts().await;
    let levels = [
        (Isolation::ReadCommitted, "read committed"),
        (Isolation::RepeatableRead, "repeatable read"),
        (Isolation::Serializable, "serializable"),
    ];
    let shown =
        "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')";
    for (isolation, name) in levels {
        let options = TxOptions::new().isolation(isolation);
        for (options, read_only) in [(options, "off"), (options.read_only(), "on")] {
            // The session's own may be for reads.
            db.read().query("SELECT 1", &[]).await.unwrap();
            let row = db
                .transaction_with(options, async |tx| tx.query_one(shown, &[]).await)
                .await;
            let row = row.unwrap();
            assert_eq!((row.get(0), row.get(1)), (name, read_only));
        }
    }
}

#[tokio::test]
async fn statements_that_are_sent_together_are_run_in_their_order() {
    let (_database, db) = with_settings(|settings| settings.pool_size(1)).await;
    let read = "SELECT cents FROM account WHERE id = 1";
    // Once to have them prepared: until then, those that are prepared already come first.
    for before in [100, 105] {
        let outcome = db
            .transaction(async |tx| {
                let (first, added, last) = tokio::join!(
                    tx.query_one(read, &[]),
                    add(tx, 1, 5),
                    tx.query_one(read, &[])
                );
                added?;
                Ok::<_, Error>((first?.get::<_, i32>(0), last?.get::<_, i32>(0)))
            })
            .await;
        let seen = outcome.unwrap();
        if before == 105 {
            assert_eq!(seen, (105, 110));
        }
    }
}

#[tokio::test]
async fn a_constraint_that_waits_for_the_commit_is_refused_there() {
    let (_database, db) = with_accounts().await;
    let table = "CREATE TABLE unique_later (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)";
    db.write().execute(table, &[]).await.unwrap();
    let twice = db
        .transaction(async |tx| {
            let insert = "INSERT INTO unique_later VALUES (1)";
            tx.execute(insert, &[]).await?;
            tx.execute(insert, &[]).await
        })
        .await;
    assert!(twice.unwrap_err().violated_unique().is_some());
    assert_eq!(cents(&db, 1).await, 100, "the connection is in step");
}
