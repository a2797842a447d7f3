//! What a success stores is invalid at once.
//! Breaks: `answers_outlive_the_success_that_made_them`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", cache = "ttl:60 tags:orders", idempotent, invalidates = "orders,stock")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
