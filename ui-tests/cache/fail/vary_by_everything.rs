//! No two requests are the same then.
//! Breaks: `an_entry_is_found_again`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:*")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
