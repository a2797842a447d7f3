//! The field could never be read.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Order {
    #[api(path)]
    id: u64,
}

#[endpoint(get = "/orders/{order}")]
async fn order(order: Order) -> String {
    order.id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
