//! A flag has no value.
//! Breaks: `a_word_has_a_value_or_is_a_flag`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "optional:true")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
