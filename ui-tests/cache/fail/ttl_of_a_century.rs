//! Nobody waits for that, and sums stay in range.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:876000h")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
