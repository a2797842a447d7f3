//! A struct that is refused is no second mistake where it is used.
//! Breaks: `what_grows_has_an_upper_bound`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Search {
    #[api(path)]
    shop: u64,
    #[api(query)]
    text: String,
}

#[endpoint(get = "/{shop}/prices", cache = "ttl:60 tags:text-{text}")]
async fn prices(search: Search) -> String {
    format!("{}{}", search.shop, search.text)
}

fn main() {
    let _ = App::new().service(prices);
}
