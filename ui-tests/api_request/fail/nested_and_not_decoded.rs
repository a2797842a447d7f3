//! A type inside of a request struct is one itself; otherwise it is refused once, wherever it
//! stands.
//! Breaks: `what_grows_has_an_upper_bound`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(Debug)]
struct Line {
    quantity: u32,
}

#[derive(Debug, ApiRequest)]
struct Order {
    line: Line,
}

#[derive(Debug, ApiRequest)]
struct Change {
    #[api(path)]
    id: u64,
    #[garde(length(max = 8))]
    lines: Vec<Line>,
}

#[derive(Debug, ApiRequest)]
struct Search {
    #[api(query)]
    line: Line,
}

/// What holds one that is refused is no mistake of its own.
#[derive(Debug, ApiRequest)]
struct Basket {
    #[garde(dive)]
    first: Order,
}

#[endpoint(post = "/orders")]
async fn order(order: Order) -> String {
    format!("{order:?}")
}

#[endpoint(put = "/orders/{id}")]
async fn change(change: Change) -> String {
    format!("{change:?}")
}

#[endpoint(get = "/orders")]
async fn search(search: Search) -> String {
    format!("{search:?}")
}

#[endpoint(post = "/baskets")]
async fn basket(basket: Basket) -> String {
    format!("{basket:?}")
}

fn main() {
    let _ = App::new().service(order).service(change).service(search).service(basket);
}
