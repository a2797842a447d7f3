//! What there is in the warehouse, told as well as it is let.

use actix_web::web::{Data, Json, Path};
use hardpoint::prelude::*;
use serde::Serialize;

use crate::faults::Faults;

/// What there is of one article.
#[derive(Serialize)]
pub(crate) struct Stock {
    sku: String,
    left: u32,
}

/// What can go wrong, and what the client is told of it.
#[derive(Debug, ApiError)]
pub(crate) enum StockError {
    #[api(status = 404, code = "unknown_sku", message = "we do not stock {sku}")]
    UnknownSku { sku: String },
    #[api(status = 502, code = "misbehaved")]
    Misbehaved,
}

/// What there is of one article.
#[endpoint(get = "/stock/{sku}")]
pub(crate) async fn get_stock(
    faults: Data<Faults>,
    sku: Path<String>,
) -> Result<Json<Stock>, StockError> {
    if !faults.endured().await {
        return Err(StockError::Misbehaved);
    }
    let sku = sku.into_inner();
    let left = match sku.as_str() {
        "anvil" => 40,
        "rope" => 2_500,
        "rocket" => 7,
        _ => return Err(StockError::UnknownSku { sku }),
    };
    Ok(Json(Stock { sku, left }))
}
