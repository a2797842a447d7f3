//! What has no route is mounted by hand.
use actix_web::App;
use hardpoint::prelude::*;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
