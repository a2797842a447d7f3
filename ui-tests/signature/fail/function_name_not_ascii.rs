//! Names go into headers.
//! Breaks: `a_name_is_an_id`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn größe() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(größe);
}
