//! A word without its value says nothing.
//! Breaks: `a_word_has_a_value_or_is_a_flag`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 stale")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
