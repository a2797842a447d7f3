//! There is nothing to be read, whatever the struct is.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[endpoint(get = "/orders")]
async fn orders(order: Path<Order>) -> String {
    order.id.to_string()
}

fn main() {
    let _ = App::new().service(orders);
}
