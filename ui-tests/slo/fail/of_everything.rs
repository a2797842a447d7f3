//! Where no error is allowed there is nothing to budget for.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", slo = "100%")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
