//! Whoever is known needs no scope.
//! Breaks: `an_option_is_no_scope`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "principal")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
