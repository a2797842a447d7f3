//! Endpoints that take their time, and some that never end.

use std::future::pending;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use hardpoint::Clock;
use hardpoint::Tx;
use hardpoint::db::{Db, Error};
use hardpoint::prelude::*;

/// What needs no server besides this one.
pub(crate) fn all() -> Endpoints {
    endpoints![work, echo, never, blocks, keyed, kept, limited]
}

/// What does.
pub(crate) fn of_the_database() -> Endpoints {
    endpoints![query, transaction]
}

/// Takes as long as its client says, and answers with as much.
#[endpoint(get = "/work", timeout = "1s")]
async fn work(request: HttpRequest) -> String {
    let number =
        |name: &str| -> Option<usize> { request.headers().get(name)?.to_str().ok()?.parse().ok() };
    let millis = number("x-millis").unwrap_or_default();
    let millis = u64::try_from(millis).unwrap_or_default();
    Clock::system().sleep(Duration::from_millis(millis)).await;
    "x".repeat(number("x-bytes").unwrap_or_default())
}

#[endpoint(post = "/echo", timeout = "1s", body = "1MiB")]
async fn echo(text: String) -> String {
    text
}

/// One in an hour for each address.
#[endpoint(get = "/limited", timeout = "1s", rate = "1/h")]
async fn limited() -> &'static str {
    "once"
}

#[endpoint(get = "/never", timeout = "none because:it hangs")]
async fn never() -> String {
    pending().await
}

/// Never gives its thread back.
#[endpoint(get = "/blocks", timeout = "none because:it hangs")]
async fn blocks() -> String {
    loop {
        std::thread::park();
    }
}

/// Runs under a lease until it is cut off.
#[endpoint(post = "/keyed", timeout = "3s", idempotent)]
async fn keyed() -> String {
    pending().await
}

/// Ends in its own time, and is kept for who comes back.
#[endpoint(post = "/kept", timeout = "3s", idempotent)]
async fn kept() -> &'static str {
    Clock::system().sleep(Duration::from_secs(1)).await;
    "kept"
}

const SLEEP: &str = "SELECT pg_sleep(600)";

#[endpoint(get = "/query", timeout = "none because:it hangs")]
async fn query(db: Data<Db>) -> Result<String, Error> {
    db.read().query(SLEEP, &[]).await?;
    Ok(String::new())
}

/// Writes, and is cut off before it commits.
#[endpoint(post = "/transaction", timeout = "3s", idempotent = "tx")]
async fn transaction(tx: &mut Tx) -> Result<String, Error> {
    tx.execute("INSERT INTO written VALUES (1)", &[]).await?;
    tx.query(SLEEP, &[]).await?;
    Ok(String::new())
}
