//! The request reads one of the captures, and nothing reads the other.
//! Breaks: `a_capture_is_read`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Order {
    #[api(path)]
    id: u64,
}

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(order: Order) -> String {
    order.id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
