//! The field is to be read from the query, and that is all that is wrong.
//! Breaks: `a_get_reads_no_body`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Search {
    shop: u64,
}

#[endpoint(get = "/prices", cache = "ttl:60 tags:shop-{shop}")]
async fn prices(search: Search) -> String {
    search.shop.to_string()
}

fn main() {
    let _ = App::new().service(prices);
}
