//! There is nothing to be read, under whatever name.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

type Id = Option<Path<u64>>;

#[endpoint(get = "/orders")]
async fn orders(id: Id) -> String {
    format!("{id:?}")
}

fn main() {
    let _ = App::new().service(orders);
}
