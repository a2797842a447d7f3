//! What the service promises: seven endpoints, their requests and their errors.
//!
//! The three that change something are here twice, for what they promise differs: in memory, a key
//! keeps a request from being done again; in a database, the key, the order and the answer are one
//! transaction, and nothing that can happen comes between them.

pub(crate) mod in_database;
pub(crate) mod in_memory;

use actix_web::web::{Data, Path};
use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;
use hardpoint::reply::{Created, Cursor, Page, PageLimit, Reply};
use serde::Serialize;

use crate::order::{Order, Refusal, Status};
use crate::shop::Shop;
use crate::warehouse::{self, Supply, Warehouse};

/// Those that only look.
pub(crate) fn reads() -> Endpoints {
    endpoints![list_orders, get_order, get_stock]
}

/// Those about the warehouse, where there is one.
pub(crate) fn of_the_warehouse() -> Endpoints {
    endpoints![get_supply]
}

/// What can go wrong, and what the client is told of it.
#[derive(Debug, ApiError)]
pub(crate) enum OrderError {
    #[api(
        status = 404,
        code = "order_not_found",
        message = "there is no order {id}"
    )]
    NotFound { id: String },
    #[api(status = 404, code = "unknown_sku", message = "we do not sell {sku}")]
    UnknownSku { sku: String },
    #[api(
        status = 409,
        code = "out_of_stock",
        message = "{sku} is out of stock: {left} left",
        not_final
    )]
    OutOfStock { sku: String, left: u32 },
    #[api(
        status = 409,
        code = "no_room",
        message = "there is room for {room} more of {sku}",
        not_final
    )]
    NoRoom { sku: String, room: u32 },
    #[api(
        status = 409,
        code = "already_shipped",
        message = "order {id} has been shipped",
        final
    )]
    AlreadyShipped { id: String },
    #[api(
        status = 503,
        code = "order_book_full",
        message = "no more orders are taken for now",
        retry_after = "1m"
    )]
    BookFull,
    #[api(transparent)]
    Database(hardpoint::db::Error),
    #[api(transparent)]
    Inventory(#[from] DependencyError),
}

impl From<Refusal> for OrderError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoSuchOrder(id) => Self::NotFound { id },
            Refusal::NoSuchSku(sku) => Self::UnknownSku { sku },
            Refusal::TooFew { sku, left } => Self::OutOfStock { sku, left },
            Refusal::NoRoom { sku, room } => Self::NoRoom { sku, room },
            Refusal::Shipped(id) => Self::AlreadyShipped { id },
            Refusal::BookFull => Self::BookFull,
            Refusal::Database(error) => Self::Database(error),
        }
    }
}

/// A new order.
#[derive(ApiRequest)]
pub(crate) struct CreateOrder {
    /// What is ordered.
    #[garde(length(min = 1, max = 64))]
    sku: String,
    /// How many of it.
    #[garde(range(min = 1, max = 100))]
    quantity: u32,
    /// Which campaign brought the customer here.
    #[api(header = "x-campaign")]
    #[garde(length(min = 1, max = 32))]
    campaign: Option<String>,
}

/// What a client is told of a new order.
fn placed(order: Order) -> Created<Order> {
    tracing::info!(order = %order.id, "placed");
    Created::at(format!("/v1/orders/{}", order.id), order)
}

/// Which orders, and how many.
#[derive(ApiRequest)]
#[api(query)]
pub(crate) struct ListOrders {
    /// Only those in this state.
    #[garde(skip)]
    status: Option<Status>,
    /// At most this many, the newest first.
    #[api(default)]
    #[garde(skip)]
    limit: PageLimit,
    /// From where an earlier page ended, or back from where it began.
    #[garde(skip)]
    cursor: Option<Cursor<String>>,
}

/// The orders, the newest first.
#[endpoint(
    get = "/orders",
    version = "1",
    timeout = "2s",
    rate = ["100/min per:principal", "20/s per:header(x-client)"],
    cache = "ttl:10 shared tags:orders",
    criticality = "sheddable",
    tag = "orders"
)]
pub(crate) async fn list_orders(
    shop: Data<Shop>,
    list: ListOrders,
) -> Result<Page<Order>, OrderError> {
    let from = list.cursor.as_ref();
    let beyond = from.map(|cursor| (cursor.toward(), cursor.key().as_str()));
    let most = list.limit.get() + 1;
    let orders = shop.list(list.status, beyond, most).await?;
    Ok(Page::of(orders, list.limit, from, |order| order.id.clone()))
}

/// One order.
#[endpoint(
    get = "/orders/{id}",
    version = "1",
    timeout = "2s",
    rate = "100/min per:principal",
    cache = "ttl:60 stale:30 shared tags:order-{id}",
    tag = "orders"
)]
pub(crate) async fn get_order(
    shop: Data<Shop>,
    id: Path<String>,
) -> Result<Reply<Order>, OrderError> {
    Ok(Reply(shop.order(&id).await?))
}

/// Why an order is cancelled.
#[derive(ApiRequest)]
pub(crate) struct CancelOrder {
    #[api(path)]
    #[garde(length(max = 64))]
    id: String,
    /// In the customer's words.
    #[garde(length(max = 280))]
    reason: Option<String>,
}

/// What a client is told of an order that is cancelled.
fn cancelled(order: Order, reason: Option<&str>) -> Reply<Order> {
    tracing::info!(order = %order.id, given_a_reason = reason.is_some(), "cancelled");
    Reply(order)
}

/// What is left of one article.
#[derive(Serialize)]
pub(crate) struct Stock {
    sku: String,
    left: u32,
}

/// What is left of one article.
#[endpoint(
    get = "/stock/{sku}",
    version = "1",
    timeout = "1s",
    rate = "300/min per:ip",
    cache = "ttl:5 shared tags:stock",
    name = "stock.get",
    criticality = "sheddable",
    tag = "stock"
)]
pub(crate) async fn get_stock(
    shop: Data<Shop>,
    sku: Path<String>,
) -> Result<Reply<Stock>, OrderError> {
    let left = shop.left(&sku).await?;
    Ok(Reply(Stock {
        sku: sku.into_inner(),
        left,
    }))
}

/// What the warehouse has of one article; as it was last known, where it cannot be asked.
#[endpoint(
    get = "/warehouse/{sku}",
    version = "1",
    timeout = "2s",
    rate = "300/min per:ip",
    calls = [warehouse::supply],
    name = "warehouse.get",
    criticality = "sheddable",
    tag = "stock"
)]
pub(crate) async fn get_supply(
    warehouse: Data<Warehouse>,
    sku: Path<String>,
) -> Result<Reply<Supply>, OrderError> {
    let supply = warehouse::supply(&warehouse, &sku).await?;
    let sku = sku.into_inner();
    Ok(Reply(supply.ok_or(OrderError::UnknownSku { sku })?))
}

/// More of one article.
#[derive(ApiRequest)]
pub(crate) struct Restock {
    #[api(path)]
    #[garde(length(max = 64))]
    sku: String,
    /// How many more of it.
    #[garde(range(min = 1, max = 1000))]
    quantity: u32,
}

/// What a client is told of an article that there is more of.
fn restocked(sku: String, left: u32) -> Reply<Stock> {
    tracing::info!(%sku, left, "restocked");
    Reply(Stock { sku, left })
}
