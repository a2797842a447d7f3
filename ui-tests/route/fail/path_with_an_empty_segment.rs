//! Only requests that are spelled wrong in the same way would match.
//! Breaks: `a_path_has_no_empty_segment`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/v1//order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
