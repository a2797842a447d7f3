//! A path begins at its root.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
