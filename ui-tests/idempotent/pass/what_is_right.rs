//! The nearest right program to each wrong `idempotent`.
//! Keeps: `a_lease_follows_the_timeout`, `idempotency_needs_the_whole_body`.
//! Keeps: `idempotency_needs_an_end`, `idempotency_outlives_the_timeout`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/a", idempotent)]
async fn of_an_unsafe_method() -> &'static str {
    ""
}

#[endpoint(get = "/b", idempotent)]
async fn without_effect() -> &'static str {
    ""
}

#[endpoint(post = "/c", idempotent = "ttl:1h optional rerun-safe")]
async fn rerun_safe() -> &'static str {
    ""
}

#[endpoint(post = "/d", body = "1MiB", idempotent)]
async fn with_a_whole_body() -> &'static str {
    ""
}

#[endpoint(post = "/e", timeout = "1m", idempotent = "ttl:60")]
async fn as_long_as_the_timeout() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(of_an_unsafe_method)
        .service(without_effect)
        .service(rerun_safe)
        .service(with_a_whole_body)
        .service(as_long_as_the_timeout);
}
