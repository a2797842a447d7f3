//! There is no such function.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth, authorize = may_reed)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
