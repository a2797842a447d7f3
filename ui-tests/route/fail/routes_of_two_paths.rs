//! An endpoint has one path.
//! Breaks: `routes_have_one_path`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::routes]
#[actix_web::get("/order")]
#[actix_web::get("/orders")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
