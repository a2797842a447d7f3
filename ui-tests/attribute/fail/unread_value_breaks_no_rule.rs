//! A rule over a value that could not be read would be a second error.
//! Breaks: `a_duration_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "1 s", concurrency = "4 queue:8 wait:40s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
