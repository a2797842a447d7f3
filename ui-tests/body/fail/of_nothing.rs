//! Nothing fits into nothing.
//! Breaks: `a_size_is_some_bytes`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", body = "0B")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
