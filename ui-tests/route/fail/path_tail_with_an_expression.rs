//! The router takes one of the two.
//! Breaks: `a_tail_has_no_expression`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/files/{_path:[a-z]+}*")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
