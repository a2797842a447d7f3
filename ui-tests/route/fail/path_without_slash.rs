//! A path begins at its root.
//! Breaks: `a_path_begins_with_a_slash`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
