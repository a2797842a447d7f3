//! Such a tag could never be invalidated.
//! Breaks: `tags_name_what_the_request_holds`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}", cache = "ttl:60 tags:order-{ID}")]
async fn order(id: Path<u64>) -> String {
    id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
