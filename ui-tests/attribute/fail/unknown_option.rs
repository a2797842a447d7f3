//! An option that does not exist would promise nothing.
//! Breaks: `an_option_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", permission = "orders:read")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
