//! A safe method writes nothing that could be committed.
//! Breaks: `a_transaction_has_something_to_commit`.
use actix_web::App;
use hardpoint::endpoint;

/// Stands for the one of the database.
struct Tx;

impl hardpoint::__private::Transaction for Tx {}

#[endpoint(get = "/order", idempotent = "tx")]
async fn order(_: &mut Tx) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
