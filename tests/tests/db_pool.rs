//! The pool: what becomes of callers when all connections are at work, who drives them, how they
//! are counted and closed.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, ThreadId};
use std::time::Duration;

use actix_web::web::{Data, Path};
use futures_util::future::{Either, join_all, select};
use hardpoint::db::{Db, DbSettings, Error};
use hardpoint::prelude::*;
use hardpoint_tests::servers::{database, until};
use hardpoint_tests::{Connection, Request, Service};
use parking_lot::Mutex;

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

/// One thing asked of the database.
#[endpoint(get = "/ask", timeout = "400ms")]
async fn ask(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    let row = db.read().query_one("SELECT 'answer'", &[]).await?;
    Ok(row.try_get(0)?)
}

#[tokio::test]
async fn who_gets_no_connection_is_told_to_come_back_within_its_deadline() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(1);
    let db = connect(settings.acquire_timeout(Duration::from_secs(600))).await;
    let service = serve(&db, endpoints![ask]);
    let outcome = db
        .transaction(async |_holds_the_only_one| {
            // The service's clock stands still: this is not the deadline's 504.
            let answer = service.get("/ask").await;
            answer.problem(503, "database_busy");
            assert_eq!(answer.header("retry-after"), Some("1"));
            Ok::<_, Error>(())
        })
        .await;
    outcome.unwrap();
    assert_eq!(service.get("/ask").await.body, b"answer");
}

/// Finds no connection, after it has written something or not.
#[endpoint(post = "/busy/{after}", timeout = "400ms")]
async fn busy(after: Path<String>, db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    let insert = "INSERT INTO t VALUES (1)";
    match after.as_str() {
        "nothing" => {}
        "a-read" => drop(db.read().query("SELECT * FROM t", &[]).await?),
        "a-refusal" => drop(db.write().execute("INSERT INTO t VALUES (NULL)", &[]).await),
        "a-write" => drop(db.write().execute(insert, &[]).await?),
        _ => drop(
            db.transaction(async |tx| tx.execute(insert, &[]).await)
                .await?,
        ),
    }
    db.transaction(async |_| db.read().query("SELECT 1", &[]).await.map(drop))
        .await?;
    Ok(String::new())
}

#[tokio::test]
async fn only_what_has_executed_nothing_is_told_to_come_back() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(1);
    let db = connect(settings.acquire_timeout(Duration::from_secs(2))).await;
    db.write()
        .execute("CREATE TABLE t (id int NOT NULL)", &[])
        .await
        .unwrap();
    let service = serve(&db, endpoints![busy]);
    for after in ["nothing", "a-read", "a-refusal"] {
        let answer = service.send(Request::post(&format!("/busy/{after}"))).await;
        answer.problem(503, "database_busy");
    }
    for after in ["a-write", "a-transaction"] {
        let answer = service.send(Request::post(&format!("/busy/{after}"))).await;
        answer.problem(500, "database_failed_midway");
        assert_eq!(answer.header("retry-after"), None);
    }
}

#[tokio::test]
async fn many_callers_share_few_connections() {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(3)).await;
    let look = database.look().await;
    let asked = (0..300).map(|_| db.read().query_one("SELECT pg_sleep(0.001)", &[]));
    assert!(join_all(asked).await.iter().all(Result::is_ok));
    let connections = "SELECT count(*) = 3 FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'hardpoint'";
    until(&look, connections).await;
}

/// Where a blocked handler is let go.
static GATE: Mutex<Option<Receiver<()>>> = Mutex::new(None);

/// Which worker serves this connection.
#[endpoint(get = "/worker", timeout = "20s")]
async fn worker() -> String {
    format!("{:?}", thread::current().id())
}

/// Keeps its worker to itself, as no handler should.
#[endpoint(get = "/block", timeout = "20s")]
async fn block() -> String {
    let gate = GATE.lock().take().expect("a gate");
    gate.recv().expect("it is opened");
    String::new()
}

/// Two connections to the service that are served by different workers.
async fn on_two_workers(service: &Service) -> (Connection, Connection) {
    let mut first = service.connect().await;
    let own = first.send(Request::get("/worker")).await.body;
    loop {
        let mut other = service.connect().await;
        if other.send(Request::get("/worker")).await.body != own {
            return (first, other);
        }
    }
}

#[tokio::test]
async fn a_blocked_worker_stalls_nobody_elses_queries() {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(1)).await;
    let service = serve(&db, endpoints![ask, worker, block]);
    let (mut blocked, mut free) = on_two_workers(&service).await;
    // The only connection is made, used and given back by the worker that will be blocked.
    assert_eq!(blocked.send(Request::get("/ask")).await.body, b"answer");

    let (open, gate): (Sender<()>, _) = channel();
    *GATE.lock() = Some(gate);
    assert!(blocked.write(&Request::get("/block").to_bytes()).await);
    while GATE.lock().is_some() {
        thread::yield_now();
    }
    for _ in 0..20 {
        assert_eq!(free.send(Request::get("/ask")).await.body, b"answer");
    }
    open.send(()).unwrap();
    assert_eq!(blocked.answer(false).await.status, 200);
}

#[test]
fn a_connection_outlives_the_thread_that_asked_for_it() {
    let database = database();
    let settings = DbSettings::new(database.url()).pool_size(1);
    let on_a_thread = |db: Option<Db>, settings: DbSettings| -> (Db, i32, ThreadId) {
        let ran = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let db = match db {
                    Some(db) => db,
                    None => connect(settings).await,
                };
                let row = db.read().query_one("SELECT pg_backend_pid()", &[]).await;
                (db, row.unwrap().get(0), thread::current().id())
            })
        });
        ran.join().unwrap()
    };
    let (db, backend, thread) = on_a_thread(None, settings.clone());
    let (_, again, other) = on_a_thread(Some(db), settings);
    assert_ne!(thread, other);
    assert_eq!(backend, again);
}

#[tokio::test]
async fn closing_waits_for_what_is_out_and_then_leaves_no_connection() {
    let database = database();
    let db = connect(DbSettings::new(database.url()).pool_size(2)).await;
    let look = database.look().await;
    let at_work = "SELECT count(*) = 1 FROM pg_stat_activity \
        WHERE datname = current_database() AND query LIKE '%FROM pg_sleep%' AND state = 'active' \
        AND pid <> pg_backend_pid()";
    let work = db
        .write()
        .query_one("SELECT 'done' FROM pg_sleep(0.3)", &[]);
    let work = async {
        let row = work.await.unwrap();
        assert_eq!(row.get::<_, String>(0), "done");
    };
    let close = async {
        until(&look, at_work).await;
        assert_eq!(db.close(Duration::from_secs(20)).await, 0);
    };
    tokio::join!(work, close);
    let gone = "SELECT count(*) = 0 FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'hardpoint'";
    until(&look, gone).await;
    let closed = db.read().query("SELECT 1", &[]).await;
    assert!(matches!(closed, Err(Error::Unavailable(_))), "{closed:?}");
}

#[tokio::test]
async fn closing_cuts_off_what_does_not_come_back_in_time() {
    let database = database();
    let db = connect(DbSettings::new(database.url())).await;
    let look = database.look().await;
    let work = Box::pin(db.write().query("SELECT pg_sleep(600)", &[]));
    let close = Box::pin(async {
        let at_work = "SELECT count(*) = 1 FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event = 'PgSleep'";
        until(&look, at_work).await;
        db.close(Duration::from_millis(50)).await
    });
    let cut_off = match select(work, close).await {
        Either::Left((cut_off, close)) => {
            assert_eq!(close.await, 1);
            cut_off
        }
        Either::Right((left, work)) => {
            assert_eq!(left, 1);
            work.await
        }
    };
    assert!(
        matches!(cut_off, Err(Error::OutcomeUnknown(_))),
        "{cut_off:?}"
    );
}

#[tokio::test]
async fn a_wrong_setting_is_said_without_the_password() {
    for (url, said) in [
        (
            "postgres://u:hush@127.0.0.1:1/x?sslmode=maybe",
            "`sslmode=maybe` is not known",
        ),
        ("127.0.0.1/x", "begins with `postgres://`"),
        (
            "postgres://u:hush@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/nowhere",
            "/nowhere",
        ),
    ] {
        let error = Db::connect(&DbSettings::new(url)).await.unwrap_err();
        assert!(matches!(error, Error::Settings(_)), "{error:?}");
        let shown = format!("{error:?} {:?}", DbSettings::new(url));
        assert!(shown.contains(said) && !shown.contains("hush"), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_at_once() {
    let nobody = Db::connect(&DbSettings::new("postgres://u@127.0.0.1:1/x")).await;
    assert!(matches!(nobody, Err(Error::Unavailable(_))), "{nobody:?}");
    let database = database();
    let url = database.url().replacen("://", "://nobody-", 1);
    let refused = Db::connect(&DbSettings::new(url)).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn of_several_hosts_the_first_that_answers_is_used() {
    let database = database();
    let url = database.url().replacen('@', "@127.0.0.1:1,", 1);
    let db = connect(DbSettings::new(url)).await;
    db.check().await.unwrap();
    (db.probe())().await.unwrap();
}
