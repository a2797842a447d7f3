//! Such a tag could never be invalidated.
//! Breaks: `tags_name_what_the_request_holds`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60 tags:order-{id}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
