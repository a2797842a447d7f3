//! Units are written as they are known.
//! Breaks: `a_size_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", body = "64KB")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
