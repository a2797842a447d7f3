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

/// Why the shop does not do what it was asked.
#[derive(Debug)]
pub(crate) enum Refusal {
    NoSuchOrder(String),
    NoSuchSku(String),
    TooFew { sku: String, left: u32 },
    Shipped(String),
    BookFull,
    Database(db::Error),
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}
