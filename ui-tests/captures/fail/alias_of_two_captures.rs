//! What a path is called where it is taken is no matter.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

type ShopAndOrder = Path<(u64, u64)>;

#[endpoint(get = "/orders/{id}")]
async fn order(path: ShopAndOrder) -> String {
    format!("{path:?}")
}

fn main() {
    let _ = App::new().service(order);
}
