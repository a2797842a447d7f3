//! A list has no white space in it.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 tags:orders, stock")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
