//! A flag needs no value, and a boolean is no scope.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = true)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
