//! The nearest right program to each wrong `concurrency`.
//! Keeps: `a_limit_lets_somebody_run`, `a_queue_has_an_end`, `waiting_ends_before_the_timeout`.
#![deny(warnings)]

use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/a", concurrency = 1)]
async fn of_one() -> &'static str {
    ""
}

#[endpoint(get = "/b", concurrency = "4 queue:8 wait:1ms")]
async fn with_queue_and_wait() -> &'static str {
    ""
}

#[endpoint(get = "/c", timeout = "1s", concurrency = "4 queue:8 wait:999ms")]
async fn that_leaves_time_to_run() -> &'static str {
    ""
}

#[endpoint(
    get = "/d",
    timeout = "none because:it streams events",
    concurrency = "4 queue:8 wait:1m"
)]
async fn that_waits_where_there_is_no_end() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(of_one)
        .service(with_queue_and_wait)
        .service(that_leaves_time_to_run)
        .service(that_waits_where_there_is_no_end);
}
