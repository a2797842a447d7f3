//! What the shop deals in: orders, and why it does not take one.

use hardpoint::{ApiRequest, db};
use serde::Serialize;
use uuid::Uuid;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ApiRequest)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Placed,
    Shipped,
    Cancelled,
}

/// An order.
///
/// Its id is text, and has one spelling: of a UUID's many, another would be the same order under
/// another tag, which a cancellation would not reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) quantity: u32,
    pub(crate) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign: Option<String>,
}

/// Of so many orders, one is ready at once: the shop's tenth, twentieth, …
pub(crate) const READY: u32 = 10;

/// The id of a new order; it grows with time.
pub(crate) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// The most of one article that goes on a shelf at once.
pub(crate) const SHELF: u32 = 1000;

/// How many there are when so many more have come.
pub(crate) fn restocked(sku: &str, left: u32, quantity: u32) -> Result<u32, Refusal> {
    // What is cancelled comes back even to a shelf that is full.
    let room = SHELF.saturating_sub(left);
    if quantity > room {
        let sku = sku.to_owned();
        return Err(Refusal::NoRoom { sku, room });
    }
    Ok(left + quantity)
}

/// Why the shop does not do what it was asked.
#[derive(Debug)]
pub(crate) enum Refusal {
    NoSuchOrder(String),
    NoSuchSku(String),
    TooFew { sku: String, left: u32 },
    NoRoom { sku: String, room: u32 },
    Shipped(String),
    BookFull,
    Database(db::Error),
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}
