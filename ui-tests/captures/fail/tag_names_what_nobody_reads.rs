//! Such a tag could never be invalidated.
//! Breaks: `tags_name_what_the_request_holds`.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[endpoint(post = "/orders", invalidates = "orders,order-{id}")]
async fn order(body: Json<u64>) -> String {
    body.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
