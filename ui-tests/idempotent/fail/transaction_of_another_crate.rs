//! It is only called like the one of the request.
//! Breaks: `a_transaction_is_the_requests_own`.
use actix_web::App;
use hardpoint::endpoint;

struct Tx;

#[endpoint(post = "/orders", idempotent = "tx")]
async fn order(tx: &mut Tx, body: String) -> Result<String, actix_web::Error> {
    let Tx = tx;
    Ok(body)
}

fn main() {
    let _ = App::new().service(order);
}
