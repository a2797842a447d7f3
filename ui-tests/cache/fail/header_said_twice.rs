//! A header twice was meant to be another one.
//! Breaks: `an_item_is_there_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:accept,Accept")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
