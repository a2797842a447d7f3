//! There are no tags that anybody could invalidate.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 invalidated-by:ttl")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
