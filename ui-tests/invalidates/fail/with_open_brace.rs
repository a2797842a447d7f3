//! A tag is well formed.
//! Breaks: `a_cache_tag_is_visible_text`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "order-{id")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
