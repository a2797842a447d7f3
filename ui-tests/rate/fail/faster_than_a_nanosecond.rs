//! Nanoseconds cannot tell that apart.
//! Breaks: `a_bucket_refills_in_time`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "4000000000/s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
