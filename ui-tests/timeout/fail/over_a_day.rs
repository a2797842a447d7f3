//! What takes longer than a day is no request.
//! Breaks: `a_timeout_is_a_day_at_most`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "25h")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
