//! A tag is visible ASCII.
//! Breaks: `a_cache_tag_is_visible_text`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "bücher")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
