//! What changes orders in a database.

use hardpoint::Tx;
use hardpoint::prelude::*;
use hardpoint::reply::{Created, Reply};

use super::{CancelOrder, CreateOrder, OrderError, Restock, Stock, cancelled, placed, restocked};
use crate::order::Order;
use crate::tables;

pub(crate) fn writes() -> Endpoints {
    endpoints![create_order, cancel_order]
}

/// Those for whoever is known, and may.
pub(crate) fn restricted() -> Endpoints {
    endpoints![restock]
}

/// Places an order; the same `Idempotency-Key` places it once.
#[endpoint(
    post = "/orders",
    version = "1",
    timeout = "5s",
    body = "4KiB",
    rate = ["60/min per:principal burst:20", "1000/s per:global"],
    concurrency = "64 queue:128 wait:200ms",
    idempotent = "tx",
    invalidates = "orders,stock",
    criticality = "critical",
    tag = "orders"
)]
pub(crate) async fn create_order(
    tx: &mut Tx,
    order: CreateOrder,
) -> Result<Created<Order>, OrderError> {
    let order = tables::place(tx, &order.sku, order.quantity, order.campaign).await?;
    Ok(placed(order))
}

/// Cancels an order that has not been shipped; its goods go back on the shelf.
#[endpoint(
    post = "/orders/{id}/cancel",
    version = "1",
    timeout = "5s",
    rate = "30/min per:principal",
    idempotent = "tx ttl:1h",
    invalidates = "orders,order-{id},stock",
    tag = "orders"
)]
pub(crate) async fn cancel_order(
    tx: &mut Tx,
    cancel: CancelOrder,
) -> Result<Reply<Order>, OrderError> {
    let order = tables::cancel(tx, &cancel.id).await?;
    Ok(cancelled(order, cancel.reason.as_deref()))
}

/// Puts more of an article on its shelf.
#[endpoint(
    post = "/stock/{sku}",
    version = "1",
    auth = "stock:write",
    timeout = "5s",
    rate = "30/min per:principal",
    idempotent = "tx",
    invalidates = "stock",
    tag = "stock"
)]
pub(crate) async fn restock(tx: &mut Tx, more: Restock) -> Result<Reply<Stock>, OrderError> {
    let left = tables::restock(tx, &more.sku, more.quantity).await?;
    Ok(restocked(more.sku, left))
}
