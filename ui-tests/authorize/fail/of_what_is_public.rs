//! Where everyone may call, nobody is known whom it could decide about.
//! Breaks: `authorize_decides_about_somebody`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", public, authorize = may_read)]
async fn orders() -> &'static str {
    ""
}

fn may_read(_: &hardpoint::Principal) -> bool {
    true
}

fn main() {
    let _ = App::new().service(orders);
}
