//! It does not say whether everyone is answered the same.
//! Breaks: `cached_answers_say_whose_they_are`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", auth, cache = "ttl:60 vary:accept")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
