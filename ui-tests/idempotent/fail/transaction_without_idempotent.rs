//! Nobody begins the transaction.
//! Breaks: `a_transaction_is_asked_for`.
use actix_web::App;
use hardpoint::endpoint;

struct Tx;

#[endpoint(post = "/orders")]
async fn order(_: &mut Tx, body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
