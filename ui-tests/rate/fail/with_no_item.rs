//! No limit is no limit.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = [])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
