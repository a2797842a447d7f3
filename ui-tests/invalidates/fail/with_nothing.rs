//! No tags invalidate nothing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
