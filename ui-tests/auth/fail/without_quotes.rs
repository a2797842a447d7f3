//! Scopes are text.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = orders)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
