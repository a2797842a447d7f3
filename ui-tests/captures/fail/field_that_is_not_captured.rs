//! The field could never be read.
//! Breaks: `every_capture_is_taken`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Order {
    #[api(path)]
    id: u64,
}

#[endpoint(get = "/orders/{order}")]
async fn order(order: Order, _: actix_web::web::Path<u64>) -> String {
    order.id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
