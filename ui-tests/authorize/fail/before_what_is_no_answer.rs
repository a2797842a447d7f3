//! What is no answer is refused as that alone.
//! Breaks: `an_answer_is_a_responder`.
use actix_web::App;
use hardpoint::prelude::*;

struct Order;

fn may_read(_who: &Principal) -> bool {
    true
}

#[endpoint(get = "/orders", auth, authorize = may_read)]
async fn orders() -> Order {
    Order
}

fn main() {
    let _ = App::new().service(orders);
}
