//! To ask for a scope twice is to have meant another.
//! Breaks: `an_item_is_there_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "orders:read,orders:read")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
