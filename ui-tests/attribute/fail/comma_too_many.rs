//! Nothing stands between two commas.
//! Breaks: `options_are_parted_by_commas`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", , timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
