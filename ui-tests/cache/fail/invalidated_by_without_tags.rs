//! There are no tags that anybody could invalidate.
//! Breaks: `who_invalidates_is_said_of_tags`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 invalidated-by:ttl")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
