//! What the handler writes elsewhere would be written again by a retry.
//! Breaks: `a_transaction_is_written_through`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/orders", idempotent = "tx")]
async fn order(body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
