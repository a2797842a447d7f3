//! The nearest right program to each wrong `timeout`.
//! Keeps: `a_duration_has_its_unit`, `a_timeout_leaves_time`, `a_timeout_is_a_day_at_most`.
//! Keeps: `no_timeout_has_a_reason`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/a", timeout = "1ms")]
async fn the_shortest() -> &'static str {
    ""
}

#[endpoint(get = "/b", timeout = "24h")]
async fn the_longest() -> &'static str {
    ""
}

#[endpoint(get = "/c", timeout = "none because:it streams events")]
async fn none_with_a_reason() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(the_shortest)
        .service(the_longest)
        .service(none_with_a_reason);
}
