//! Servers that hang, die and come back: callers are told in time, and nobody has to help.

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint_tests::servers::{Postgres, look, until};
use hardpoint_tests::{Proxy, Side};

const SECOND: Duration = Duration::from_secs(1);

/// Settings under which an outage is over soon.
fn impatient(server: &Postgres) -> DbSettings {
    DbSettings::new(server.url())
        .pool_size(4)
        .connect_timeout(SECOND)
        .acquire_timeout(SECOND)
        .statement_timeout(SECOND)
        .cleanup_timeout(SECOND / 4)
}

async fn connect(settings: DbSettings) -> Db {
    Db::connect(&settings).await.expect("a database")
}

/// Asks until the database answers, as clients do that are told to come back.
async fn until_answered(db: &Db) {
    let answered = async {
        while db.write().query("SELECT 1", &[]).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(20 * SECOND, answered)
        .await
        .expect("it answers again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_keeps_nobody_waiting_and_is_used_again_when_it_goes_on() {
    let server = Postgres::start(&[]);
    let db = connect(impatient(&server)).await;
    join_all((0..4).map(|_| db.write().query("SELECT pg_sleep(0.01)", &[]))).await;
    server.hang();
    let asked = (0..40).map(|_| async {
        let asked = db.write().query("SELECT 1", &[]);
        tokio::time::timeout(5 * SECOND, asked)
            .await
            .expect("an answer in time")
    });
    for answer in join_all(asked).await {
        assert!(
            matches!(
                answer,
                Err(Error::Deadline | Error::Busy | Error::Unavailable(_))
            ),
            "{answer:?}"
        );
    }
    server.go_on();
    until_answered(&db).await;
    let look = look(server.url()).await;
    let others = "SELECT count(*) <= 4 FROM pg_stat_activity WHERE application_name = 'hardpoint'";
    until(&look, others).await;
}

#[tokio::test]
async fn a_server_that_is_killed_and_started_again_is_found_again() {
    let mut server = Postgres::start(&[]);
    let db = connect(impatient(&server)).await;
    let table = "CREATE TABLE t (id int)";
    db.write().execute(table, &[]).await.unwrap();
    join_all((0..4).map(|_| db.read().query("SELECT pg_sleep(0.01)", &[]))).await;

    server.kill();
    for _ in 0..10 {
        let away = db.write().execute("INSERT INTO t VALUES (1)", &[]).await;
        assert!(
            matches!(away, Err(Error::Unavailable(_) | Error::OutcomeUnknown(_))),
            "{away:?}"
        );
    }
    let tx = db.transaction(async |_| Ok::<_, Error>(())).await;
    assert!(matches!(tx, Err(Error::Unavailable(_))), "{tx:?}");
    assert!(matches!(db.check().await, Err(Error::Unavailable(_))));

    server.start_again();
    until_answered(&db).await;
    db.check().await.unwrap();
    let count = db
        .read()
        .query_one("SELECT count(*) FROM t", &[])
        .await
        .unwrap();
    assert_eq!(
        count.get::<_, i64>(0),
        0,
        "an insert that failed was not executed"
    );
}

#[tokio::test]
async fn what_was_under_way_when_the_server_died_is_not_called_harmless() {
    let server = Postgres::start(&[]);
    let patient = DbSettings::new(server.url()).connect_timeout(20 * SECOND);
    let db = connect(patient.acquire_timeout(20 * SECOND)).await;
    let look = look(server.url()).await;
    let kill = async {
        let at_work = "SELECT count(*) = 3 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        until(&look, at_work).await;
        server.kill();
    };
    let sleep = "SELECT pg_sleep(600)";
    let transaction = db.transaction(async |tx| tx.query(sleep, &[]).await);
    let (write, read, transaction, ()) = tokio::join!(
        db.write().query(sleep, &[]),
        db.read().query(sleep, &[]),
        transaction,
        kill
    );
    assert!(matches!(write, Err(Error::OutcomeUnknown(_))), "{write:?}");
    assert!(matches!(read, Err(Error::Unavailable(_))), "{read:?}");
    assert!(
        matches!(transaction, Err(Error::Unavailable(_))),
        "{transaction:?}"
    );
}

#[tokio::test]
async fn a_backend_that_is_terminated_is_replaced_without_anybody_noticing() {
    let server = Postgres::start(&[]);
    let db = connect(DbSettings::new(server.url()).pool_size(1)).await;
    let look = look(server.url()).await;
    for _ in 0..5 {
        let backend = db
            .read()
            .query_one("SELECT pg_backend_pid()", &[])
            .await
            .unwrap();
        let backend: i32 = backend.get(0);
        look.query("SELECT pg_terminate_backend($1, 5000)", &[&backend])
            .await
            .unwrap();
        db.read().query("SELECT 1", &[]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_long_to_let_in_is_reached_by_callers_who_have_little_time() {
    let server = Postgres::start(&[]);
    let (before, after) = server.url().split_once('@').expect("a user");
    let (place, database) = after.split_once('/').expect("a database");
    let proxy = Proxy::to(place.parse().expect("an address")).await;
    let url = format!("{before}@{}/{database}", proxy.address);
    let settings = DbSettings::new(url).pool_size(1).acquire_timeout(SECOND);
    let db = connect(settings.connect_timeout(20 * SECOND)).await;
    proxy.cut();

    let in_time = async {
        loop {
            // Who was being let in when the last caller left is let in now, and nobody after.
            proxy.hold(Side::Server, "SCRAM-SHA-256");
            if db.write().query("SELECT 1", &[]).await.is_ok() {
                break;
            }
        }
    };
    tokio::time::timeout(20 * SECOND, in_time)
        .await
        .expect("somebody is let in");
    let look = look(server.url()).await;
    let one = "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'hardpoint'";
    until(&look, one).await;
}

#[tokio::test]
async fn a_service_waits_for_its_database_for_as_long_as_it_says() {
    let mut server = Postgres::start(&[]);
    server.kill();
    let clock = Clock::system();
    let began = clock.now();
    let at_once = Db::connect(&DbSettings::new(server.url())).await;
    assert!(matches!(at_once, Err(Error::Unavailable(_))), "{at_once:?}");
    let briefly = DbSettings::new(server.url()).startup_wait(Duration::from_millis(300));
    let late = Db::connect(&briefly).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    assert!(clock.now().since(began) >= Duration::from_millis(300));

    let patient = DbSettings::new(server.url()).startup_wait(Duration::from_secs(60));
    let connecting = tokio::spawn(async move { Db::connect(&patient).await.map(drop) });
    let starting = tokio::task::spawn_blocking(move || {
        server.start_again();
        server
    });
    let _server = starting.await.expect("it starts again");
    let connected = connecting.await.expect("no panic");
    assert!(connected.is_ok(), "{connected:?}");
}
