//! Such a value cannot be sent.
//! Breaks: `an_answer_is_a_responder`.
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
