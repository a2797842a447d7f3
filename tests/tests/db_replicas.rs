//! Replicas: used when they live and are fresh, left out when not, and never behind their reader's
//! own writes.

use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use hardpoint::db::{Db, DbSettings, Error, SqlState};
use hardpoint::{Clock, Principal, prelude::*};
use hardpoint_tests::servers::{Postgres, look, until};
use hardpoint_tests::{Request, Service};

const SECOND: Duration = Duration::from_secs(1);

/// A primary with a table, and one replica that follows it.
async fn pair() -> (Postgres, Postgres, Db) {
    let primary = Postgres::start(&[]);
    let table = "CREATE TABLE note (text text)";
    look(primary.url())
        .await
        .batch_execute(table)
        .await
        .expect("the server does as it is told");
    let replica = primary.standby(&[]);
    let db = connect(&primary, &[&replica]).await;
    (primary, replica, db)
}

async fn connect(primary: &Postgres, replicas: &[&Postgres]) -> Db {
    let settings = DbSettings::new(primary.url())
        .pool_size(4)
        .connect_timeout(SECOND)
        .probe_interval(SECOND / 20)
        .max_replica_lag(2 * SECOND);
    let settings = replicas.iter().fold(settings, |settings, replica| {
        settings.replica(replica.url())
    });
    Db::connect(&settings).await.expect("a database")
}

/// Whether a read goes to a replica.
async fn is_at_replica(db: &Db) -> bool {
    let row = db.read().query_one("SELECT pg_is_in_recovery()", &[]).await;
    row.expect("an answer").get(0)
}

/// Reads until they go where they should.
async fn until_at_replica(db: &Db, expected: bool) {
    let reads = async { while is_at_replica(db).await != expected {} };
    tokio::time::timeout(20 * SECOND, reads)
        .await
        .expect("they go there");
}

/// Which replica is read from, by its port.
async fn port(db: &Db) -> i32 {
    let row = db.read().query_one("SELECT inet_server_port()", &[]).await;
    row.expect("an answer").get(0)
}

/// Holds the replica back, so that it shows nothing new.
async fn hold_back(replica: &Postgres) {
    look(replica.url())
        .await
        .batch_execute("SELECT pg_wal_replay_pause()")
        .await
        .expect("the server does as it is told");
    let paused = "SELECT pg_get_wal_replay_pause_state() = 'paused'";
    until(&look(replica.url()).await, paused).await;
}

async fn let_go(replica: &Postgres) {
    look(replica.url())
        .await
        .batch_execute("SELECT pg_wal_replay_resume()")
        .await
        .expect("the server does as it is told");
}

#[tokio::test]
async fn reads_go_to_the_replica_and_writes_to_the_primary() {
    let (_primary, _replica, db) = pair().await;
    assert!(is_at_replica(&db).await);
    let row = db
        .write()
        .query_one("SELECT pg_is_in_recovery()", &[])
        .await
        .unwrap();
    assert!(!row.get::<_, bool>(0));
    let tx = db.transaction(async |tx| tx.query_one("SELECT pg_is_in_recovery()", &[]).await);
    assert!(!tx.await.unwrap().get::<_, bool>(0));
    let write = db
        .read()
        .query("INSERT INTO note VALUES ('x')", &[])
        .await
        .unwrap_err();
    assert_eq!(write.code(), Some(&SqlState::READ_ONLY_SQL_TRANSACTION));
}

#[tokio::test]
async fn a_replica_that_is_too_far_behind_is_left_out_until_it_has_caught_up() {
    let (_primary, replica, db) = pair().await;
    // An idle primary makes no lag, however long it is idle.
    hold_back(&replica).await;
    assert!(is_at_replica(&db).await);
    db.write()
        .execute("INSERT INTO note VALUES ('new')", &[])
        .await
        .unwrap();
    until_at_replica(&db, false).await;
    let count = db
        .read()
        .query_one("SELECT count(*) FROM note", &[])
        .await
        .unwrap();
    assert_eq!(count.get::<_, i64>(0), 1);
    let_go(&replica).await;
    until_at_replica(&db, true).await;
    let count = db
        .read()
        .query_one("SELECT count(*) FROM note", &[])
        .await
        .unwrap();
    assert_eq!(count.get::<_, i64>(0), 1, "no older than before");
}

#[tokio::test]
async fn a_replica_that_dies_or_hangs_is_left_out_and_comes_back_by_itself() {
    let (_primary, mut replica, db) = pair().await;
    replica.kill();
    for _ in 0..10 {
        assert!(
            !is_at_replica(&db).await,
            "the first is asked again at the primary"
        );
    }
    replica.start_again();
    until_at_replica(&db, true).await;

    replica.hang();
    until_at_replica(&db, false).await;
    replica.go_on();
    until_at_replica(&db, true).await;
}

#[tokio::test]
async fn of_several_replicas_all_are_used_and_the_dead_are_not() {
    let primary = Postgres::start(&[]);
    let (first, second) = (primary.standby(&[]), primary.standby(&[]));
    let db = connect(&primary, &[&first, &second]).await;
    let ports = [port(&db).await, port(&db).await];
    assert_ne!(ports[0], ports[1], "in turn, where both have nothing to do");
    first.kill();
    for _ in 0..10 {
        assert!(is_at_replica(&db).await, "the other one");
    }
}

#[tokio::test]
async fn while_the_primary_is_away_the_replica_is_read_from() {
    let (mut primary, _replica, db) = pair().await;
    primary.kill();
    // Longer than the lag bound. Where the machine is slow to answer, a replica may be left out for
    // a moment; what counts is that it is still read from when the bound has passed.
    let clock = Clock::system();
    let bound_is_over = clock.now().after(3 * SECOND);
    let read_at_replica = async {
        loop {
            let row = db.read().query_one("SELECT pg_is_in_recovery()", &[]).await;
            if clock.now() >= bound_is_over && row.is_ok_and(|row| row.get(0)) {
                break;
            }
        }
    };
    tokio::time::timeout(20 * SECOND, read_at_replica)
        .await
        .expect("it is read from");
    assert!(matches!(
        db.write().query("SELECT 1", &[]).await,
        Err(Error::Unavailable(_))
    ));
    primary.start_again();
    let answered = async { while db.write().query("SELECT 1", &[]).await.is_err() {} };
    tokio::time::timeout(20 * SECOND, answered)
        .await
        .expect("it answers again");
}

#[tokio::test]
async fn a_replica_takes_no_writes_and_a_primary_is_no_replica() {
    let (primary, replica, _db) = pair().await;
    let settings = DbSettings::new(replica.url()).connect_timeout(SECOND);
    let swapped = Db::connect(&settings).await;
    assert!(matches!(swapped, Err(Error::Unavailable(_))), "{swapped:?}");
    let db = connect(&primary, &[&primary]).await;
    assert!(!is_at_replica(&db).await);
}

/// Writes a note and counts all of them.
#[endpoint(post = "/notes", timeout = "20s")]
async fn note(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    db.write()
        .execute("INSERT INTO note VALUES ('x')", &[])
        .await?;
    count(&db).await
}

/// Counts all notes.
#[endpoint(get = "/notes", timeout = "20s")]
async fn notes(db: Data<Db>) -> Result<String, hardpoint::db::Error> {
    count(&db).await
}

async fn count(db: &Db) -> Result<String, hardpoint::db::Error> {
    let sql = "SELECT count(*), pg_is_in_recovery() FROM note";
    let row = db.read().query_one(sql, &[]).await?;
    let (count, at_replica): (i64, bool) = (row.try_get(0)?, row.try_get(1)?);
    Ok(format!(
        "{count} {}",
        if at_replica { "replica" } else { "primary" }
    ))
}

/// Believes whoever says who they are, as no service should.
async fn believe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let who = request
        .headers()
        .get("x-who")
        .and_then(|who| who.to_str().ok());
    if let Some(principal) = who.map(Principal::new) {
        request.extensions_mut().insert(principal);
    }
    next.call(request).await
}

fn serve(db: &Db) -> Service {
    let db = db.clone();
    Service::with(
        endpoints![],
        |builder| builder,
        move |app| {
            let scope = web::scope("/as").wrap(from_fn(believe));
            app.app_data(Data::new(db.clone()));
            app.service(scope.service(note).service(notes));
        },
    )
}

#[tokio::test]
async fn who_has_written_reads_what_he_wrote_and_others_read_at_the_replica() {
    let (_primary, replica, db) = pair().await;
    let service = serve(&db);
    let ask = |method: &str, who: &str| {
        let request = Request::new(method, "/as/notes").header("x-who", who);
        let answer = service.send(request);
        async { String::from_utf8(answer.await.body).unwrap() }
    };
    hold_back(&replica).await;
    assert_eq!(ask("POST", "ann").await, "1 primary", "within one request");
    assert_eq!(ask("GET", "ann").await, "1 primary", "and in the next");
    assert_eq!(ask("GET", "bob").await, "0 replica");
    let_go(&replica).await;
    let caught_up = async { while ask("GET", "ann").await != "1 replica" {} };
    tokio::time::timeout(20 * SECOND, caught_up)
        .await
        .expect("it catches up");
}
