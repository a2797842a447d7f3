//! A credential that is made up is as good as any until it is checked.
//! Breaks: `credentials_are_no_part_of_a_cache_key`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:accept,cookie")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
