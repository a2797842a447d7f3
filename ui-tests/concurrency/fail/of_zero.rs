//! Nobody would ever run.
//! Breaks: `a_limit_lets_somebody_run`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", concurrency = 0)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
