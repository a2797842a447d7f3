//! Tags have commas between them.
//! Breaks: `a_cache_tag_is_visible_text`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "orders stock")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
