//! Who says no to a flag leaves it out.
//! Breaks: `public_is_a_flag`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", public = false)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
