//! Commas part the items of lists, not words.
//! Breaks: `words_are_parted_by_white_space`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60,stale:30,shared")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
