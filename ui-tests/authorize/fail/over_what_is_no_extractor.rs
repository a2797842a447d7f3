//! What nothing in a request makes is refused as that alone.
//! Breaks: `an_argument_is_made_of_a_request`.
use actix_web::App;
use hardpoint::prelude::*;

struct Order;

fn may_read(_who: &Principal, _order: &Order) -> bool {
    true
}

#[endpoint(get = "/orders", auth, authorize = may_read)]
async fn orders(_order: Order) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
