//! Nobody knows which unit was meant.
//! Breaks: `a_size_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", body = "65536")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
