//! It is given what the handler has, and that is nothing.
//! Breaks: `authorize_fits_its_handler`.
use actix_web::App;
use actix_web::web::Path;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth, authorize = may_read)]
async fn orders() -> &'static str {
    ""
}

fn may_read(_: &hardpoint::Principal, _: &Path<u64>) -> bool {
    true
}

fn main() {
    let _ = App::new().service(orders);
}
