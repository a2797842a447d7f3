//! A safe method has no transaction, so that none is missing among the arguments.
//! Breaks: `a_transaction_has_something_to_commit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", idempotent = "tx")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
