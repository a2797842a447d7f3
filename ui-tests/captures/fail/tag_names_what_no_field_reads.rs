//! A request struct says which fields of the query it reads; others are refused.
//! Breaks: `tags_name_what_the_request_holds`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Search {
    #[api(query)]
    page: u64,
}

#[endpoint(get = "/prices", cache = "ttl:60 tags:shop-{shop}")]
async fn prices(search: Search) -> String {
    search.page.to_string()
}

fn main() {
    let _ = App::new().service(prices);
}
