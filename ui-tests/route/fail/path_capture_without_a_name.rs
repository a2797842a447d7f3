//! A capture is read by its name.
//! Breaks: `a_capture_has_a_name`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
