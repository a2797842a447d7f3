//! A public endpoint does not know whom to tell apart.
//! Breaks: `answers_are_told_apart_where_callers_are_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", public, cache = "ttl:60 vary:principal")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
