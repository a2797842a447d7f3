//! Such a tag could never be invalidated.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[endpoint(post = "/orders", invalidates = "orders,order-{id}")]
async fn order(body: Json<u64>) -> String {
    body.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
