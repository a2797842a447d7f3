//! The method is missing.
//! Breaks: `a_path_has_a_method`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint("/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
