//! What the handler writes elsewhere would be written again by a retry.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/orders", idempotent = "tx")]
async fn order(body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
