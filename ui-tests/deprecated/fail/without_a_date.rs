//! A flag does not say since when; Rust's own attribute warns whoever names the function.
//! Breaks: `an_option_has_a_value`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
