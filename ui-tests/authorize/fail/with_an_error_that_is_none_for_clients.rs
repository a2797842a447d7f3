//! A client is told of its error, so it says what.
//! Breaks: `authorize_fits_its_handler`.
use actix_web::App;
use actix_web::web::Path;
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}", auth, authorize = may_read)]
async fn orders(_id: Path<u64>) -> &'static str {
    ""
}

async fn may_read(_: &hardpoint::Principal) -> Result<(), String> {
    Ok(())
}

fn main() {
    let _ = App::new().service(orders);
}
