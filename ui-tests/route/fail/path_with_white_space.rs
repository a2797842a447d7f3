//! White space comes escaped, and would never match.
//! Breaks: `a_path_has_no_white_space`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/open orders")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
