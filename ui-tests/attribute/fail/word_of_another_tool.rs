//! Elsewhere it is called so; here it is a part of another option.
//! Breaks: `an_option_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", scope = "orders:read")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
