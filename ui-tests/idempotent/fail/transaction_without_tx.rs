//! Without `tx` the key is claimed outside of any transaction.
//! Breaks: `a_transaction_is_asked_for`.
use actix_web::App;
use hardpoint::endpoint;

struct Tx;

#[endpoint(post = "/orders", idempotent = "ttl:1h")]
async fn order(_: &mut Tx, body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
