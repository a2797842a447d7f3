//! A route is found by the path alone.
//! Breaks: `a_path_has_no_query`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order?open=true")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
