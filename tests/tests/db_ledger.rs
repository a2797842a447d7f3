//! `idempotent = "tx"`: claim, writes and answer are one transaction, or nothing happened.

use std::future::pending;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use futures_util::future::{Either, join_all, select};
use hardpoint::db::{Db, DbSettings, Isolation};
use hardpoint::prelude::*;
use hardpoint::store::Postgres;
use hardpoint::{Store, Tx};
use hardpoint_tests::servers::{Database, database, until};
use hardpoint_tests::{Answer, Proxy, Request, Service, Side};
use tokio::sync::Notify;

#[derive(Debug, ApiError)]
enum OrderError {
    #[api(status = 409, code = "sold_out")]
    SoldOut,
    #[api(status = 503, code = "supplier_away")]
    SupplierAway,
    #[api(transparent)]
    Database(#[from] hardpoint::db::Error),
}

/// Where handlers of one test wait for it, and how many have come there.
#[derive(Default)]
struct Gate {
    arrived: AtomicU32,
    open: Notify,
}

impl Gate {
    async fn pass(&self) {
        self.arrived.fetch_add(1, Ordering::SeqCst);
        self.open.notified().await;
    }

    async fn until_somebody_waits(&self) {
        while self.arrived.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    }
}

/// Writes an order, and does with it as it is told.
#[endpoint(post = "/orders/{how}", idempotent = "tx", timeout = "5s")]
async fn order(
    tx: &mut Tx,
    how: Path<String>,
    gate: Data<Gate>,
) -> Result<HttpResponse, OrderError> {
    let insert = "INSERT INTO placed (how, downstream) VALUES ($1, $2) RETURNING id";
    let key = tx.downstream_key("charge");
    let row = tx.query_one(insert, &[&*how, &key]).await?;
    let id: i64 = row.get(0);
    match how.as_str() {
        "waiting" => gate.pass().await,
        "sold-out" => Err(OrderError::SoldOut)?,
        "away" => Err(OrderError::SupplierAway)?,
        "panicking" => panic!("as handlers do"),
        "failing" => drop(tx.execute("SELECT 1/0", &[]).await),
        "contended" => drop(
            tx.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$",
                &[],
            )
            .await?,
        ),
        "large" => return Ok(HttpResponse::Created().body(vec![b'x'; 2 * 1024 * 1024])),
        "streaming" => {
            let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>("x".into())]);
            return Ok(HttpResponse::Created().streaming(pieces));
        }
        _ => {}
    }
    Ok(HttpResponse::Created()
        .insert_header(("location", format!("/orders/{id}")))
        .body(format!("order {id}")))
}

/// The same, for clients without keys too.
#[endpoint(post = "/optional/{how}", idempotent = "tx optional", timeout = "5s")]
async fn optional(tx: &mut Tx, how: Path<String>) -> Result<String, OrderError> {
    tx.execute("INSERT INTO placed (how) VALUES ($1)", &[&*how])
        .await?;
    match how.as_str() {
        "sold-out" => Err(OrderError::SoldOut),
        _ => Ok("placed".into()),
    }
}

/// A database with a table for orders.
async fn shop() -> Database {
    let database = database();
    let table = "CREATE TABLE placed (id bigserial PRIMARY KEY, how text, downstream text)";
    database
        .look()
        .await
        .batch_execute(table)
        .await
        .expect("a table");
    database
}

async fn open(url: &str) -> Db {
    let db = Db::connect(&DbSettings::new(url)).await;
    db.expect("a database")
}

#[actix_web::test]
async fn a_wait_that_every_timeout_cuts_off_keeps_a_service_from_starting() {
    let database = shop().await;
    let starting = async |longest| {
        let settings = DbSettings::new(database.url()).acquire_timeout(longest);
        let db = Db::connect(&settings).await.expect("a database");
        let store = Store::postgres(&db).await.expect("a store");
        let builder = Hardpoint::builder().store(store);
        builder.endpoints(endpoints![order, optional]).build()
    };
    let refused = starting(Duration::from_secs(6)).await.unwrap_err();
    let [fault] = refused.faults() else {
        panic!("{refused}");
    };
    assert_eq!(fault.rule, "a_pool_is_waited_for_within_the_timeout");
    assert_eq!(fault.endpoints, ["order", "optional"]);
    assert!(starting(Duration::from_secs(5)).await.is_ok());
}

/// An instance of the service, with a pool of its own.
async fn instance(database: &Database) -> (Service, Data<Gate>) {
    instance_at(&database.url(), Isolation::ReadCommitted).await
}

async fn instance_at(url: &str, isolation: Isolation) -> (Service, Data<Gate>) {
    let db = open(url).await;
    let postgres = Postgres::open(&db)
        .await
        .expect("a schema")
        .isolation(isolation);
    let gate = Data::new(Gate::default());
    let at = gate.clone();
    let service = Service::with(
        endpoints![order, optional],
        |builder| builder.store(Store::memory().transactions(postgres)),
        move |app| {
            app.app_data(at.clone());
        },
    );
    (service, gate)
}

fn post(how: &str, key: &str) -> Request {
    Request::post(&format!("/orders/{how}")).header("idempotency-key", key)
}

async fn placed(database: &Database) -> i64 {
    let look = database.look().await;
    let count = look.query_one("SELECT count(*) FROM placed", &[]).await;
    count.expect("a count").get(0)
}

fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

#[tokio::test]
async fn the_same_request_is_done_once_and_answered_the_same() {
    let database = shop().await;
    let ((one, _), (other, _)) = (instance(&database).await, instance(&database).await);
    let first = one.send(post("plain", "k")).await;
    assert_eq!(
        (first.status, is_replayed(&first)),
        (201, false),
        "{first:?}"
    );
    for service in [&one, &other] {
        let again = service.send(post("plain", "k")).await;
        assert_eq!((again.status, is_replayed(&again)), (201, true));
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("location"), first.header("location"));
        let reused = service.send(post("other", "k")).await;
        reused.problem(422, "idempotency_key_reused");
    }
    one.send(Request::post("/orders/plain"))
        .await
        .problem(400, "idempotency_key_missing");
    assert_eq!(placed(&database).await, 1);
}

#[tokio::test]
async fn of_many_at_once_one_is_done_and_the_others_are_told() {
    let database = shop().await;
    let ((one, gate), (other, _)) = (instance(&database).await, instance(&database).await);
    let running = one.send(post("waiting", "k"));
    let others = async {
        gate.until_somebody_waits().await;
        for service in [&one, &other] {
            let told = service.send(post("waiting", "k")).await;
            told.problem(409, "request_in_flight");
            assert_eq!(told.header("retry-after"), Some("1"));
            assert_eq!(service.send(post("plain", "another")).await.status, 201);
        }
        gate.open.notify_one();
    };
    let (first, ()) = tokio::join!(running, others);
    assert_eq!(first.status, 201);
    assert_eq!(other.send(post("waiting", "k")).await.body, first.body);
    assert_eq!(placed(&database).await, 2);
}

#[tokio::test]
async fn a_crowd_with_few_keys_gets_one_answer_for_each() {
    let database = shop().await;
    let ((one, _), (other, _)) = (instance(&database).await, instance(&database).await);
    let crowd = (0..120).map(|number| {
        let service = if number % 2 == 0 { &one } else { &other };
        let key = format!("k{}", number % 4);
        async move { (number % 4, service.send(post("plain", &key)).await) }
    });
    let mut bodies: [Option<Vec<u8>>; 4] = Default::default();
    for (key, answer) in join_all(crowd).await {
        match answer.status {
            201 => assert_eq!(*bodies[key].get_or_insert(answer.body.clone()), answer.body),
            409 => {}
            _ => panic!("{answer:?}"),
        }
    }
    assert!(bodies.iter().all(Option::is_some));
    assert_eq!(placed(&database).await, 4);
}

#[tokio::test]
async fn what_fails_leaves_nothing_and_a_retry_runs() {
    let database = shop().await;
    let (service, _) = instance(&database).await;
    for (how, status, code) in [
        ("away", 503, "supplier_away"),
        ("panicking", 500, "internal"),
        ("failing", 500, "internal"),
        ("contended", 503, "database_contended"),
        ("large", 500, "internal"),
        ("streaming", 500, "internal"),
    ] {
        for _ in 0..2 {
            let answer = service.send(post(how, how)).await;
            answer.problem(status, code);
            assert!(!is_replayed(&answer), "{how}");
        }
    }
    assert_eq!(placed(&database).await, 0);
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let locks = database.look().await.query_one(locks, &[]).await.unwrap();
    assert_eq!(locks.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_failure_is_told_once_the_key_is_free_again() {
    let database = shop().await;
    let (proxy, url) = Proxy::before(&database.url()).await;
    let (service, _) = instance_at(&url, Isolation::ReadCommitted).await;
    for (how, status) in [
        ("away", 503),
        ("panicking", 500),
        ("failing", 500),
        ("contended", 503),
        ("large", 500),
    ] {
        proxy.hold(Side::Client, "ROLLBACK");
        let mut told = pin!(service.send(post(how, how)));
        let too_early = async {
            proxy.held().await;
            tokio::time::timeout(Duration::from_millis(100), pending::<()>()).await
        };
        match select(told.as_mut(), pin!(too_early)).await {
            Either::Left((told, _)) => panic!("{how}: {told:?}, and its key is not free"),
            Either::Right(_) => proxy.let_go(),
        }
        assert_eq!(told.await.status, status, "{how}");
        assert_eq!(service.send(post(how, how)).await.status, status, "{how}");
    }
}

#[tokio::test]
async fn a_final_refusal_takes_back_what_was_written_and_is_replayed() {
    let database = shop().await;
    let (service, _) = instance(&database).await;
    let first = service.send(post("sold-out", "k")).await;
    first.problem(409, "sold_out");
    let again = service.send(post("sold-out", "k")).await;
    assert_eq!((again.status, is_replayed(&again)), (409, true));
    assert_eq!(again.body, first.body);
    assert_eq!(placed(&database).await, 0);
}

#[tokio::test]
async fn a_deadline_in_the_middle_is_as_if_nothing_had_happened() {
    let database = shop().await;
    let (service, gate) = instance(&database).await;
    let turn = async {
        gate.until_somebody_waits().await;
        service.clock.advance(Duration::from_secs(5));
    };
    let (late, ()) = tokio::join!(service.send(post("waiting", "k")), turn);
    late.problem(504, "deadline_exceeded");
    let look = database.look().await;
    until(
        &look,
        "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .await;
    assert_eq!(placed(&database).await, 0);
    gate.open.notify_one();
    assert_eq!(service.send(post("waiting", "k")).await.status, 201);
    assert_eq!(placed(&database).await, 1);
}

#[tokio::test]
async fn a_lost_connection_is_as_if_nothing_had_happened() {
    let database = shop().await;
    let (service, gate) = instance(&database).await;
    let look = database.look().await;
    let cut = async {
        gate.until_somebody_waits().await;
        let terminate = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity \
            WHERE datname = current_database() AND state = 'idle in transaction'";
        look.query(terminate, &[]).await.unwrap();
        gate.open.notify_one();
    };
    let (lost, ()) = tokio::join!(service.send(post("waiting", "k")), cut);
    assert!([500, 503].contains(&lost.status), "{lost:?}");
    assert_eq!(placed(&database).await, 0);
    gate.open.notify_one();
    assert_eq!(service.send(post("waiting", "k")).await.status, 201);
    assert_eq!(placed(&database).await, 1);
}

#[tokio::test]
async fn the_primary_key_is_the_proof_at_every_isolation_level() {
    for isolation in [
        Isolation::ReadCommitted,
        Isolation::RepeatableRead,
        Isolation::Serializable,
    ] {
        let database = shop().await;
        let (service, gate) = instance_at(&database.url(), isolation).await;
        let look = database.look().await;
        gate.open.notify_one();
        let first = service.send(post("waiting", "k")).await;
        // As if the record had come where the look could not see it.
        let aside = "CREATE TABLE aside AS SELECT * FROM hardpoint.idempotency; \
            DELETE FROM hardpoint.idempotency; DELETE FROM placed";
        look.batch_execute(aside).await.unwrap();
        gate.arrived.store(0, Ordering::SeqCst);
        let meanwhile = async {
            gate.until_somebody_waits().await;
            let back = "INSERT INTO hardpoint.idempotency SELECT * FROM aside";
            look.batch_execute(back).await.unwrap();
            gate.open.notify_one();
        };
        let (second, ()) = tokio::join!(service.send(post("waiting", "k")), meanwhile);
        match isolation {
            // There it may be told as a failure to serialize.
            Isolation::Serializable if second.status == 503 => {}
            _ => {
                assert_eq!(
                    (second.status, is_replayed(&second)),
                    (201, true),
                    "{isolation:?}"
                );
                assert_eq!(second.body, first.body);
            }
        }
        assert_eq!(placed(&database).await, 0, "{isolation:?}");
    }
}

#[tokio::test]
async fn what_has_expired_counts_no_more_and_is_reaped() {
    let database = shop().await;
    let (service, _) = instance(&database).await;
    let look = database.look().await;
    let expire = "UPDATE hardpoint.idempotency SET expires = clock_timestamp()";
    assert_eq!(service.send(post("plain", "k")).await.status, 201);
    look.batch_execute(expire).await.unwrap();
    let again = service.send(post("plain", "k")).await;
    assert_eq!((again.status, is_replayed(&again)), (201, false));
    assert!(is_replayed(&service.send(post("plain", "k")).await));
    assert_eq!(placed(&database).await, 2);

    service.send(post("sold-out", "r")).await;
    look.batch_execute(expire).await.unwrap();
    let again = service.send(post("sold-out", "r")).await;
    assert!(!is_replayed(&again));
    assert!(is_replayed(&service.send(post("sold-out", "r")).await));

    let postgres = Postgres::open(&open(&database.url()).await).await.unwrap();
    assert_eq!(postgres.reap().await.unwrap(), 1, "the other one is live");
    assert_eq!(postgres.reap().await.unwrap(), 0);
}

#[tokio::test]
async fn without_a_key_it_is_a_plain_transaction() {
    let database = shop().await;
    let (service, _) = instance(&database).await;
    for _ in 0..2 {
        assert_eq!(
            service.send(Request::post("/optional/plain")).await.body,
            b"placed"
        );
        service
            .send(Request::post("/optional/sold-out"))
            .await
            .problem(409, "sold_out");
    }
    assert_eq!(placed(&database).await, 2);
    let look = database.look().await;
    until(&look, "SELECT count(*) = 0 FROM hardpoint.idempotency").await;
}

#[tokio::test]
async fn others_are_called_under_a_key_that_stays_the_same() {
    let database = shop().await;
    let (service, gate) = instance(&database).await;
    let look = database.look().await;
    let mut keys = Vec::new();
    // Each run is forgotten, as one is that failed.
    for key in ["k", "k", "other"] {
        gate.open.notify_one();
        assert_eq!(service.send(post("waiting", key)).await.status, 201);
        let row = look
            .query_one("SELECT downstream FROM placed", &[])
            .await
            .unwrap();
        keys.push(row.get::<_, String>(0));
        look.batch_execute("DELETE FROM placed; DELETE FROM hardpoint.idempotency")
            .await
            .unwrap();
    }
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[0], keys[2]);
    assert!(!keys[0].contains('k') && keys[0].len() == 32, "{}", keys[0]);
}

#[tokio::test]
async fn without_a_ledger_nothing_starts_and_nothing_is_served() {
    let fault = Hardpoint::builder()
        .endpoints(endpoints![order])
        .build()
        .unwrap_err();
    assert_eq!(fault.faults()[0].rule, "a_transaction_has_a_database");
    let service = Service::with(
        endpoints![],
        |builder| builder,
        |app| {
            app.service(optional);
        },
    );
    service
        .send(Request::post("/optional/plain"))
        .await
        .problem(500, "internal");
}
