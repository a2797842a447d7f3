//! A change is not made again behind the client's back, so its answer is never served stale.
//! Breaks: `only_what_can_be_renewed_is_served_stale`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", cache = "ttl:60 stale:30", idempotent)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
