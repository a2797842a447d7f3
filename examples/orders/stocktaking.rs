//! What is done without being asked: looking what has run out.

use actix_web::web::Data;
use hardpoint::db::Error;
use hardpoint::prelude::*;

use crate::shop::Shop;

/// Says of what there is nothing left, when the shop opens and each minute; of all instances that
/// share a store, one does.
#[job(every = "1m", timeout = "10s", on_start)]
pub(crate) async fn stocktaking(shop: Data<Shop>) -> Result<(), Error> {
    for sku in shop.sold_out().await? {
        tracing::warn!(%sku, "sold out");
    }
    Ok(())
}
