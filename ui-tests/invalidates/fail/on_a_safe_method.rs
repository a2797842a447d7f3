//! A safe method changes nothing, so there is nothing to invalidate.
//! Breaks: `safe_methods_invalidate_nothing`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", invalidates = "orders")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
