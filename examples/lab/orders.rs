//! An idempotent endpoint that counts how often it ran.

use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::http::StatusCode;
use actix_web::web::Json;
use actix_web::{HttpResponse, Responder};
use hardpoint::prelude::*;
use serde_json::{Value, json};

use crate::limits::pause;

static EXECUTIONS: AtomicI64 = AtomicI64::new(0);

/// An order, and how long to take over it.
#[derive(ApiRequest)]
pub(crate) struct NewOrder {
    #[garde(length(min = 1, max = 64))]
    sku: String,
    #[garde(range(min = 1, max = 100))]
    quantity: u32,
    /// Milliseconds.
    #[api(query, default)]
    #[garde(range(max = 60_000))]
    pub(crate) ms: u64,
}

/// What can go wrong with an order.
#[derive(Debug, ApiError)]
pub(crate) enum OrderError {
    /// Final: the same key gets the same answer again.
    #[api(
        status = 409,
        code = "out_of_stock",
        message = "{sku} is out of stock",
        final
    )]
    OutOfStock { sku: String },
    /// Not final: the key is free again.
    #[api(internal)]
    Failed,
    /// Of an order that is kept in the database.
    #[api(transparent)]
    Database(#[from] hardpoint::db::Error),
}

impl NewOrder {
    /// How an order ends that has come to this number. The SKUs `none`, `boom` and `fail` end in a
    /// final 409, a panic and a 500.
    pub(crate) fn end(self, number: i64) -> Result<HttpResponse, OrderError> {
        match self.sku.as_str() {
            "none" => Err(OrderError::OutOfStock { sku: self.sku }),
            "fail" => Err(OrderError::Failed),
            #[allow(clippy::panic, reason = "to see what a panic looks like from outside")]
            "boom" => panic!("an order for {} went off", self.quantity),
            _ => Ok(HttpResponse::build(StatusCode::CREATED).json(json!({ "order": number }))),
        }
    }
}

/// Places an order, once per `Idempotency-Key`.
#[endpoint(post = "/orders", idempotent)]
pub(crate) async fn create(order: NewOrder) -> Result<impl Responder, OrderError> {
    pause(order.ms).await;
    order.end(EXECUTIONS.fetch_add(1, Ordering::SeqCst) + 1)
}

/// How many orders ran, however they ended.
#[endpoint(get = "/orders/executions")]
pub(crate) async fn executions() -> Json<Value> {
    Json(json!({ "executions": EXECUTIONS.load(Ordering::SeqCst) }))
}
