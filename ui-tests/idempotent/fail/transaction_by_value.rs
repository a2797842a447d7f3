//! The handler does not own its transaction.
//! Breaks: `a_transaction_is_lent`.
use actix_web::App;
use hardpoint::endpoint;

struct Tx;

#[endpoint(post = "/orders", idempotent = "tx")]
async fn order(_: &Tx, body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
