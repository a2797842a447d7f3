//! Nothing in a request makes such an argument.
//! Breaks: `an_argument_is_made_of_a_request`.
use actix_web::App;
use hardpoint::endpoint;

struct Order;

#[endpoint(post = "/order")]
async fn order(body: Order) -> &'static str {
    drop(body);
    ""
}

fn main() {
    let _ = App::new().service(order);
}
