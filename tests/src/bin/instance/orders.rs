//! Orders whose rows say which attempt has placed them.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use hardpoint::db::Db;
use hardpoint::prelude::*;
use hardpoint::{Clock, Tx};
use serde_json::json;

use crate::environment::Wanted;

/// What can go wrong with an order.
#[derive(Debug, ApiError)]
pub(crate) enum OrderError {
    #[api(status = 503, code = "supplier_away", retry_after = "1s")]
    SupplierAway,
    #[api(transparent)]
    Database(#[from] hardpoint::db::Error),
}

const INSERT: &str =
    "INSERT INTO orders (idempotency_key, instance, attempt) VALUES ($1, $2, $3) RETURNING id";

/// Places an order in the transaction of its claim.
#[endpoint(
    post = "/tx-orders",
    idempotent = "tx",
    timeout = "2s",
    invalidates = "orders"
)]
pub(crate) async fn place_in_tx(
    tx: &mut Tx,
    attempt: Attempt,
    db: Data<Db>,
    wanted: Data<Wanted>,
) -> Result<HttpResponse, OrderError> {
    let Attempt { key, name, .. } = &attempt;
    let row = match wanted.effects_apart {
        true => {
            let write = db.write();
            write.query_one(INSERT, &[key, &wanted.name, name]).await?
        }
        false => tx.query_one(INSERT, &[key, &wanted.name, name]).await?,
    };
    let order: i64 = row.try_get(0).map_err(hardpoint::db::Error::from)?;
    attempt.meet_its_fate().await?;
    Ok(attempt.placed(order))
}

/// Places an order under a lease on its key.
#[endpoint(post = "/lease-orders", idempotent, timeout = "1s")]
pub(crate) async fn place_under_lease(
    attempt: Attempt,
    db: Data<Db>,
    wanted: Data<Wanted>,
) -> Result<HttpResponse, OrderError> {
    let Attempt { key, name, .. } = &attempt;
    let write = db.write();
    let row = write.query_one(INSERT, &[key, &wanted.name, name]).await?;
    let order: i64 = row.try_get(0).map_err(hardpoint::db::Error::from)?;
    attempt.meet_its_fate().await?;
    Ok(attempt.placed(order))
}

/// Places an order in a transaction of its own.
#[endpoint(post = "/plain-orders", timeout = "2s")]
pub(crate) async fn place_plainly(
    attempt: Attempt,
    db: Data<Db>,
    wanted: Data<Wanted>,
) -> Result<HttpResponse, OrderError> {
    place(&attempt, &db, &wanted.name).await
}

/// The same, with time for a pause.
#[endpoint(post = "/held-orders", timeout = "20s")]
pub(crate) async fn place_held(
    attempt: Attempt,
    db: Data<Db>,
    wanted: Data<Wanted>,
) -> Result<HttpResponse, OrderError> {
    place(&attempt, &db, &wanted.name).await
}

async fn place(attempt: &Attempt, db: &Db, instance: &String) -> Result<HttpResponse, OrderError> {
    let Attempt { key, name, .. } = attempt;
    let order = db.transaction(async |tx| {
        let row = tx.query_one(INSERT, &[key, instance, name]).await?;
        attempt.meet_its_fate().await?;
        Ok::<_, OrderError>(row.try_get(0).map_err(hardpoint::db::Error::from)?)
    });
    Ok(attempt.placed(order.await?))
}

/// How many orders there are.
#[endpoint(get = "/orders/count", timeout = "2s")]
pub(crate) async fn count(db: Data<Db>) -> Result<String, OrderError> {
    count_in(&db).await
}

/// The same, from the cache.
#[endpoint(
    get = "/orders/known",
    timeout = "2s",
    cache = "ttl:1h shared tags:orders"
)]
pub(crate) async fn known(db: Data<Db>) -> Result<String, OrderError> {
    count_in(&db).await
}

async fn count_in(db: &Db) -> Result<String, OrderError> {
    let asked = db.read().query_one("SELECT count(*) FROM orders", &[]);
    let orders: i64 = asked
        .await?
        .try_get(0)
        .map_err(hardpoint::db::Error::from)?;
    Ok(orders.to_string())
}

/// One try to place an order, as its headers tell of it; they are no part of what a key is for.
pub(crate) struct Attempt {
    key: String,
    name: String,
    pause: Duration,
    fate: String,
}

impl Attempt {
    /// Takes its time, and fails where it is to fail.
    async fn meet_its_fate(&self) -> Result<(), OrderError> {
        Clock::system().sleep(self.pause).await;
        match self.fate.as_str() {
            "fails" => Err(OrderError::SupplierAway),
            "panics" => panic!("as handlers do"),
            _ => Ok(()),
        }
    }

    fn placed(&self, order: i64) -> HttpResponse {
        HttpResponse::Created()
            .insert_header(("location", format!("/orders/{order}")))
            .append_header(("link", r#"</orders>; rel="collection""#))
            .append_header(("link", format!("</attempts/{}>; rel=\"via\"", self.name)))
            .json(json!({ "order": order, "attempt": self.name }))
    }
}

impl FromRequest for Attempt {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = |name: &str| {
            let value = request.headers().get(name);
            value.and_then(|value| value.to_str().ok()).unwrap_or("")
        };
        ready(Ok(Self {
            key: header("idempotency-key").to_owned(),
            name: header("x-attempt").to_owned(),
            pause: Duration::from_millis(header("x-pause").parse().unwrap_or_default()),
            fate: header("x-fate").to_owned(),
        }))
    }
}
