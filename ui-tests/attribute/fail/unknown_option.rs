//! An option that does not exist would promise nothing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", permission = "orders:read")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
