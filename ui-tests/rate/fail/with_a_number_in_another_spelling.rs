//! Numbers are written in one way.
//! Breaks: `a_number_is_whole_and_in_range`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "1_000/min")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
