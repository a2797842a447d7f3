//! The nearest right program to each wrong `body`.
//! Keeps: `a_size_has_its_unit`, `a_size_is_some_bytes`, `a_body_has_a_limit_or_streams`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/a", body = "1B")]
async fn the_smallest() -> &'static str {
    ""
}

#[endpoint(post = "/b", body = "64KiB")]
async fn in_units_of_two() -> &'static str {
    ""
}

#[endpoint(post = "/c", body = "stream")]
async fn streamed() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(the_smallest)
        .service(in_units_of_two)
        .service(streamed);
}
