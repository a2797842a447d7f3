//! Whoever wrote it believes that it protects.
//! Breaks: `every_rate_can_bind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = ["10/min", "1000/s"])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
