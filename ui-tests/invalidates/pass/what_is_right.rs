//! The nearest right program to each wrong `invalidates`.
//! Keeps: `a_cache_tag_is_visible_text`, `answers_outlive_the_success_that_made_them`.
//! Keeps: `safe_methods_invalidate_nothing`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/a", invalidates = "orders,order-list")]
async fn on_an_unsafe_method() -> &'static str {
    ""
}

#[endpoint(invalidates = "orders")]
#[actix_web::route("/b", method = "GET", method = "POST")]
async fn where_one_method_is_unsafe() -> &'static str {
    ""
}

#[endpoint(
    post = "/c",
    cache = "ttl:60 tags:orders",
    idempotent,
    invalidates = "stock, b%C3%BCcher"
)]
async fn of_other_tags_than_it_caches() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(on_an_unsafe_method)
        .service(where_one_method_is_unsafe)
        .service(of_other_tags_than_it_caches);
}
