//! Nobody waits for that, and sums stay in range.
//! Breaks: `a_duration_is_ten_years_at_most`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:876000h")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
