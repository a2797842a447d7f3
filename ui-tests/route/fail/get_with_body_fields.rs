//! A field without a place is in the body.
//! Breaks: `a_get_reads_no_body`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Search {
    #[api(query)]
    page: u32,
    limit: u32,
}

#[endpoint(head = "/orders")]
async fn orders(search: Search) -> String {
    format!("{}{}", search.page, search.limit)
}

fn main() {
    let _ = App::new().service(orders);
}
