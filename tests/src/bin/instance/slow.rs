//! Endpoints that never end by themselves, and a look at what they leave behind.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web::{Data, Json};
use futures_util::future::try_join_all;
use hardpoint::Tx;
use hardpoint::db::{Db, Error};
use hardpoint::prelude::*;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::environment::Wanted;

/// How many handlers there are that have begun and are still there.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Counts one handler for as long as it is there.
struct Running;

impl Running {
    fn begin() -> Self {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}

const SLEEP: &str = "SELECT pg_sleep(600)";
const INSERT: &str =
    "INSERT INTO orders (idempotency_key, instance, attempt) VALUES ('slow', 'slow', 'slow')";

/// Looks for ever, and is counted in the store.
#[endpoint(get = "/slow-read", timeout = "40ms", rate = "1000000/s per:ip")]
pub(crate) async fn slow_read(db: Data<Db>) -> Result<String, Error> {
    let _running = Running::begin();
    db.read().query(SLEEP, &[]).await?;
    Ok(String::new())
}

/// Writes for ever, each time with another text to prepare.
#[endpoint(post = "/slow-write", timeout = "40ms")]
pub(crate) async fn slow_write(db: Data<Db>) -> Result<String, Error> {
    let _running = Running::begin();
    static TEXTS: AtomicUsize = AtomicUsize::new(0);
    let text = TEXTS.fetch_add(1, Ordering::Relaxed);
    db.write().query(&format!("{SLEEP} -- {text}"), &[]).await?;
    Ok(String::new())
}

/// A transaction of its own that never ends, with a lock and a savepoint.
#[endpoint(post = "/slow-transaction", timeout = "40ms")]
pub(crate) async fn slow_transaction(db: Data<Db>) -> Result<String, Error> {
    let _running = Running::begin();
    let lock = "SELECT pg_advisory_xact_lock_shared(1)";
    db.transaction(async |tx| {
        tx.query(lock, &[]).await?;
        tx.savepoint(async |tx| {
            tx.execute(INSERT, &[]).await?;
            tx.query(SLEEP, &[]).await
        })
        .await
        .map(drop)
    })
    .await?;
    Ok(String::new())
}

/// One that is begun for it.
#[endpoint(post = "/slow-tx", idempotent = "tx", timeout = "40ms")]
pub(crate) async fn slow_tx(tx: &mut Tx) -> Result<String, Error> {
    let _running = Running::begin();
    tx.execute(INSERT, &[]).await?;
    tx.query(SLEEP, &[]).await?;
    Ok(String::new())
}

/// A run under a lease.
#[endpoint(post = "/slow-lease", idempotent, timeout = "40ms")]
pub(crate) async fn slow_lease(db: Data<Db>) -> Result<String, Error> {
    let _running = Running::begin();
    db.write().query(SLEEP, &[]).await?;
    Ok(String::new())
}

/// Fills the cache for ever, for all who ask.
#[endpoint(get = "/slow-fill", timeout = "40ms", cache = "ttl:60 shared")]
pub(crate) async fn slow_fill(db: Data<Db>) -> Result<String, Error> {
    let _running = Running::begin();
    db.read().query(SLEEP, &[]).await?;
    Ok(String::new())
}

/// What there is of this process.
#[endpoint(get = "/inside")]
pub(crate) async fn inside() -> Json<Value> {
    let count = |folder: &str| fs::read_dir(folder).map_or(0, Iterator::count);
    Json(json!({
        "handlers": RUNNING.load(Ordering::SeqCst),
        "files": count("/proc/self/fd"),
        "threads": count("/proc/self/task"),
    }))
}

/// Takes every connection that there may be at once, and tells of each what its session holds.
#[endpoint(get = "/sessions", timeout = "20s")]
pub(crate) async fn sessions(db: Data<Db>, wanted: Data<Wanted>) -> Result<Json<Value>, Error> {
    let all = Barrier::new(wanted.pool);
    let ask = || {
        db.transaction(async |tx| {
            let held = "SELECT pg_backend_pid(), \
                (SELECT count(*) FROM pg_prepared_statements), \
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
            let row = tx.query_one(held, &[]).await?;
            all.wait().await;
            Ok::<_, Error>(json!({
                "backend": row.try_get::<_, i32>(0)?,
                "statements": row.try_get::<_, i64>(1)?,
                "locks": row.try_get::<_, i64>(2)?,
            }))
        })
    };
    let sessions = (0..wanted.pool).map(|_| ask());
    let sessions = try_join_all(sessions).await?;
    Ok(Json(json!(sessions)))
}
