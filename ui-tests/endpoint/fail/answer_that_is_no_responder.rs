//! Such a value cannot be sent.
use actix_web::App;
use hardpoint::endpoint;

struct Order;

#[endpoint(get = "/order")]
async fn order() -> Order {
    Order
}

fn main() {
    let _ = App::new().service(order);
}
