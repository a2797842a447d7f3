//! No request has a header of that name.
//! Breaks: `a_header_has_a_name`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:accept@language")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
