//! February has no such day.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", deprecated = "2026-02-30")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
