//! A tag twice was meant to be another one.
//! Breaks: `an_item_is_there_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "orders,orders")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
