//! What nothing in a request makes is refused as that alone.
//! Breaks: `an_argument_is_made_of_a_request`.
use actix_web::App;
use hardpoint::endpoint;

struct Order;

#[endpoint(get = "/orders", cache = "ttl:60")]
async fn orders(_order: Order) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
