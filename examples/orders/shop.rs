//! The shop itself: orders and stock, in memory. It knows nothing of HTTP.

use std::collections::{BTreeMap, HashMap};

use hardpoint::ApiRequest;
use parking_lot::Mutex;
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
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) quantity: u32,
    pub(crate) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign: Option<String>,
}

/// Why the shop does not do what it was asked.
#[derive(Debug)]
pub(crate) enum Refusal {
    NoSuchOrder(String),
    NoSuchSku(String),
    TooFew { sku: String, left: u32 },
    Shipped(String),
    BookFull,
}

/// How many orders are kept: this shop has no other place for them.
const MAX_ORDERS: usize = 100_000;

/// Orders and stock.
#[derive(Debug)]
pub(crate) struct Shop(Mutex<Shelves>);

#[derive(Debug)]
struct Shelves {
    stock: HashMap<String, u32>,
    /// By id, which grows with time.
    orders: BTreeMap<String, Order>,
}

impl Shop {
    /// A shop with so many of each article.
    pub(crate) fn stocked<'a>(articles: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let stock = articles
            .into_iter()
            .map(|(sku, count)| (sku.to_owned(), count))
            .collect();
        Self(Mutex::new(Shelves {
            stock,
            orders: BTreeMap::new(),
        }))
    }

    /// Takes goods off the shelf and writes the order down, or does neither. Every tenth order is
    /// ready at once.
    pub(crate) fn place(
        &self,
        sku: &str,
        quantity: u32,
        campaign: Option<String>,
    ) -> Result<Order, Refusal> {
        let mut shelves = self.0.lock();
        if shelves.orders.len() >= MAX_ORDERS {
            return Err(Refusal::BookFull);
        }
        let shipped = shelves.orders.len() % 10 == 9;
        let left = shelves
            .stock
            .get_mut(sku)
            .ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))?;
        *left = left.checked_sub(quantity).ok_or_else(|| Refusal::TooFew {
            sku: sku.to_owned(),
            left: *left,
        })?;
        let order = Order {
            id: Uuid::now_v7().to_string(),
            sku: sku.to_owned(),
            quantity,
            status: if shipped {
                Status::Shipped
            } else {
                Status::Placed
            },
            campaign,
        };
        shelves.orders.insert(order.id.clone(), order.clone());
        Ok(order)
    }

    /// Cancels an order and puts its goods back; cancelling twice is cancelling once.
    pub(crate) fn cancel(&self, id: &str) -> Result<Order, Refusal> {
        let Shelves { stock, orders } = &mut *self.0.lock();
        let order = orders
            .get_mut(id)
            .ok_or_else(|| Refusal::NoSuchOrder(id.to_owned()))?;
        match order.status {
            Status::Shipped => return Err(Refusal::Shipped(id.to_owned())),
            Status::Cancelled => {}
            Status::Placed => {
                order.status = Status::Cancelled;
                *stock.entry(order.sku.clone()).or_default() += order.quantity;
            }
        }
        Ok(order.clone())
    }

    pub(crate) fn order(&self, id: &str) -> Result<Order, Refusal> {
        self.0
            .lock()
            .orders
            .get(id)
            .cloned()
            .ok_or_else(|| Refusal::NoSuchOrder(id.to_owned()))
    }

    /// At most `limit` orders, the newest first, of one status or any.
    pub(crate) fn list(&self, status: Option<Status>, limit: usize) -> Vec<Order> {
        let shelves = self.0.lock();
        let wanted = shelves
            .orders
            .values()
            .rev()
            .filter(|order| status.is_none_or(|s| s == order.status));
        wanted.take(limit).cloned().collect()
    }

    pub(crate) fn left(&self, sku: &str) -> Result<u32, Refusal> {
        self.0
            .lock()
            .stock
            .get(sku)
            .copied()
            .ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))
    }
}
