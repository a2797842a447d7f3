//! Nobody waits that long.
//! Breaks: `a_bucket_refills_in_time`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "1/d burst:4000000000")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
