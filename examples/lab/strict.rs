//! A request with everything in it: body, nested structs, lists, renamed fields, query, header.

use actix_web::web::Json;
use hardpoint::prelude::*;
use serde_json::{Value, json};

/// A shipment. Try an unknown field, a duplicate key, a wrong type, a value out of bounds.
#[derive(ApiRequest)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shipment {
    #[garde(length(min = 1, max = 64))]
    order_id: String,
    #[garde(dive)]
    ship_to: Address,
    #[garde(length(min = 1, max = 50), dive)]
    items: Vec<Item>,
    #[garde(length(max = 280))]
    note: Option<String>,
    #[garde(length(max = 8), inner(length(min = 1, max = 32)))]
    #[serde(default)]
    labels: Vec<String>,
    #[garde(skip)]
    #[serde(rename = "speed", default)]
    service: Service,
    /// Whether only to check it.
    #[api(query, default)]
    dry_run: bool,
    /// For whom.
    #[api(header = "x-tenant")]
    #[garde(length(min = 1, max = 32), ascii)]
    tenant: String,
}

/// Where to.
#[derive(ApiRequest)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Address {
    #[garde(length(min = 1, max = 100))]
    street_line: String,
    #[garde(length(min = 4, max = 10), alphanumeric)]
    post_code: String,
}

/// What.
#[derive(ApiRequest)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    #[garde(length(min = 1, max = 64))]
    sku: String,
    #[garde(range(min = 1, max = 100))]
    quantity: u32,
}

/// How fast.
#[derive(Debug, Default, ApiRequest)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Service {
    #[default]
    Standard,
    NextDay,
}

/// Says what it understood.
#[endpoint(post = "/strict")]
pub(crate) async fn strict(shipment: Shipment) -> Json<Value> {
    Json(json!({
        "order": shipment.order_id,
        "street": shipment.ship_to.street_line,
        "postCode": shipment.ship_to.post_code,
        "pieces": shipment.items.iter().map(|item| item.quantity).sum::<u32>(),
        "skus": shipment.items.iter().map(|item| &item.sku).collect::<Vec<_>>(),
        "note": shipment.note,
        "labels": shipment.labels,
        "speed": format!("{:?}", shipment.service),
        "dryRun": shipment.dry_run,
        "tenant": shipment.tenant,
    }))
}
