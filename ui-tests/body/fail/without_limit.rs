//! Memory that any client can take is not given.
//! Breaks: `a_body_has_a_limit_or_streams`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", body = "unlimited")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
