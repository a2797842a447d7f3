//! Values are text.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", criticality = sheddable)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
