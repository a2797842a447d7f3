//! The shop in memory: what one process has, and for as long as it runs.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use hardpoint::reply::Toward;
use parking_lot::Mutex;

use crate::order::{self, Order, READY, Refusal, Status};

/// How many orders are kept: this shop has no other place for them.
const MAX_ORDERS: usize = 100_000;

/// Orders and stock.
#[derive(Debug)]
pub(crate) struct Shelves(Mutex<Goods>);

#[derive(Debug)]
struct Goods {
    stock: HashMap<String, u32>,
    /// By id, which grows with time.
    orders: BTreeMap<String, Order>,
}

impl Shelves {
    /// So many of each article.
    pub(crate) fn stocked<'a>(articles: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let stock = articles
            .into_iter()
            .map(|(sku, count)| (sku.to_owned(), count))
            .collect();
        Self(Mutex::new(Goods {
            stock,
            orders: BTreeMap::new(),
        }))
    }

    /// Takes goods off the shelf and writes the order down, or does neither.
    pub(crate) fn place(
        &self,
        sku: &str,
        quantity: u32,
        campaign: Option<String>,
    ) -> Result<Order, Refusal> {
        let Goods { stock, orders } = &mut *self.0.lock();
        if orders.len() >= MAX_ORDERS {
            return Err(Refusal::BookFull);
        }
        let left = stock
            .get_mut(sku)
            .ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))?;
        *left = left.checked_sub(quantity).ok_or_else(|| Refusal::TooFew {
            sku: sku.to_owned(),
            left: *left,
        })?;
        let is_ready = (orders.len() + 1).is_multiple_of(READY as usize);
        let order = Order {
            id: order::new_id(),
            sku: sku.to_owned(),
            quantity,
            status: if is_ready {
                Status::Shipped
            } else {
                Status::Placed
            },
            campaign,
        };
        orders.insert(order.id.clone(), order.clone());
        Ok(order)
    }

    /// Cancels an order and puts its goods back; cancelling twice is cancelling once.
    pub(crate) fn cancel(&self, id: &str) -> Result<Order, Refusal> {
        let Goods { stock, orders } = &mut *self.0.lock();
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

    /// Puts more of an article on its shelf: how many there are now.
    pub(crate) fn restock(&self, sku: &str, quantity: u32) -> Result<u32, Refusal> {
        let Goods { stock, .. } = &mut *self.0.lock();
        let left = stock
            .get_mut(sku)
            .ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))?;
        *left = order::restocked(sku, *left, quantity)?;
        Ok(*left)
    }

    pub(crate) fn order(&self, id: &str) -> Result<Order, Refusal> {
        self.0
            .lock()
            .orders
            .get(id)
            .cloned()
            .ok_or_else(|| Refusal::NoSuchOrder(id.to_owned()))
    }

    /// At most `most` orders of one status or any: the newest first, or beyond one of them, going
    /// away from it.
    pub(crate) fn list(
        &self,
        status: Option<Status>,
        beyond: Option<(Toward, &str)>,
        most: usize,
    ) -> Vec<Order> {
        let Goods { orders, .. } = &*self.0.lock();
        let is_wanted = |order: &&Order| status.is_none_or(|s| s == order.status);
        let some = |found: &mut dyn Iterator<Item = (&String, &Order)>| {
            let wanted = found.map(|(_, order)| order).filter(is_wanted);
            wanted.take(most).cloned().collect()
        };
        let Some((toward, id)) = beyond else {
            return some(&mut orders.iter().rev());
        };
        let (older, newer) = (
            (Bound::Unbounded, Bound::Excluded(id)),
            (Bound::Excluded(id), Bound::Unbounded),
        );
        match toward {
            Toward::Next => some(&mut orders.range::<str, _>(older).rev()),
            Toward::Previous => some(&mut orders.range::<str, _>(newer)),
        }
    }

    pub(crate) fn left(&self, sku: &str) -> Result<u32, Refusal> {
        self.0
            .lock()
            .stock
            .get(sku)
            .copied()
            .ok_or_else(|| Refusal::NoSuchSku(sku.to_owned()))
    }

    /// What there is nothing left of, in the order of its names.
    pub(crate) fn sold_out(&self) -> Vec<String> {
        let Goods { stock, .. } = &*self.0.lock();
        let gone = stock.iter().filter(|(_, left)| **left == 0);
        let mut skus: Vec<_> = gone.map(|(sku, _)| sku.clone()).collect();
        skus.sort_unstable();
        skus
    }
}
