//! One says the opposite of the other.
//! Breaks: `shared_answers_depend_on_nobody`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 shared vary:principal")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
