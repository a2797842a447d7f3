//! The word is misspelt.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "rerun_safe")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
