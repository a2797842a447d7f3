//! No answer takes no time.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", slo = "99.9% under:0s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
