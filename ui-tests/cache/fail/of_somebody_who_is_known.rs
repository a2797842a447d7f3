//! The answer of one must not be shown to another by a default that is wrong.
//! Breaks: `cached_answers_say_whose_they_are`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", auth, cache = "ttl:60")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
