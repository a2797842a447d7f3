//! There is one transaction for one request.
//! Breaks: `a_request_has_one_transaction`.
use actix_web::App;
use hardpoint::endpoint;

struct Tx;

#[endpoint(post = "/orders", idempotent = "tx")]
async fn order(_: &mut Tx, body: String, _: &mut Tx) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
