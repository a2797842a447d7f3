//! Nobody could keep its conditions.
//! Breaks: `an_endpoint_has_no_qualifiers`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async unsafe fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
