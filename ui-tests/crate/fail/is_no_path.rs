//! The crate has a path.
//! Breaks: `the_crate_is_a_path`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", crate = 5)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
