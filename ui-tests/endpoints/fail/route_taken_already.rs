//! Two endpoints take the same requests, and the second would never be called.
//! Breaks: `a_route_is_taken_once`.
use actix_web::web::Path;
use hardpoint::prelude::*;

mod orders {
    use super::*;

    #[endpoint(get = "/orders/{id}")]
    pub async fn by_id(id: Path<u64>) -> String {
        id.to_string()
    }

    #[endpoint(get = "/orders/{number}")]
    pub async fn by_number(number: Path<u64>) -> String {
        number.to_string()
    }
}

fn main() {
    let _ = endpoints![orders::by_id, orders::by_number];
}
