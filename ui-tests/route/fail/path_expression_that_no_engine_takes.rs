//! actix panics at start.
//! Breaks: `an_expression_can_be_compiled`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{_id:[0-9}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
