//! The function is named, and called for each request.
//! Breaks: `authorize_names_a_function`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth, authorize = may_read(orders))]
async fn orders() -> &'static str {
    ""
}

#[allow(dead_code)]
fn may_read(_: &hardpoint::Principal) -> bool {
    true
}

fn main() {
    let _ = App::new().service(orders);
}
