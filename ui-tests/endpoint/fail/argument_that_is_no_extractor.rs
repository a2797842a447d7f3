//! Nothing in a request makes such an argument.
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
