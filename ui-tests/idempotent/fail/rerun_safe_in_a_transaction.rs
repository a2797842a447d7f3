//! A transaction that was lost did nothing, so it is always safe to run again.
//! Breaks: `a_lost_transaction_is_always_safe`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "tx rerun-safe")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
