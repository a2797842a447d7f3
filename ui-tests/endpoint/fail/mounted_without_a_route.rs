//! What has no route cannot mount itself.
//! Breaks: `what_is_listed_has_a_route`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
