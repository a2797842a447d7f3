//! One of the two would be dropped in silence.
//! Breaks: `a_word_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 ttl:30")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
