//! A tuple takes as many as it has, under whatever name.
//! Breaks: `a_capture_is_read`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

type Shop = Path<(u64,)>;

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(path: Shop) -> String {
    format!("{path:?}")
}

fn main() {
    let _ = App::new().service(order);
}
