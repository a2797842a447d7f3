//! It is given references to the arguments that the handler has.
//! Breaks: `authorize_fits_its_handler`.
use actix_web::App;
use actix_web::web::Path;
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}", auth, authorize = may_read)]
async fn orders(_id: Path<u64>) -> &'static str {
    ""
}

fn may_read(_: &hardpoint::Principal, _: &u64) -> bool {
    true
}

fn main() {
    let _ = App::new().service(orders);
}
