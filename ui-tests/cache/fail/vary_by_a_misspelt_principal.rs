//! Taken for a header that no request has, it would let all share one answer.
//! Breaks: `a_misspelt_principal_is_no_header`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:principle")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
