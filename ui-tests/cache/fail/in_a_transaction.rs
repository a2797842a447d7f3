//! An answer in the cache is everybody's at once, and its transaction may still be taken back.
//! Breaks: `an_answer_is_shared_when_it_is_committed`.
use actix_web::App;
use hardpoint::endpoint;

/// Stands for the one of the database.
struct Tx;

impl hardpoint::__private::Transaction for Tx {}

#[endpoint(post = "/order", idempotent = "tx", cache = "ttl:60")]
async fn order(_: &mut Tx) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
