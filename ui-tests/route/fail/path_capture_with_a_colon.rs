//! A path of Express.
//! Breaks: `a_capture_stands_in_braces`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders/:id/lines")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
