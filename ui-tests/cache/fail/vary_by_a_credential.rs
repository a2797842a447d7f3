//! A credential that is made up is as good as any until it is checked.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:accept,cookie")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
