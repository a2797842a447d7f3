//! A tag finds its value in the path and the query.
//! Breaks: `tags_name_what_the_request_holds`.
use actix_web::App;
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Change {
    shop: u64,
    price: u64,
}

#[endpoint(put = "/prices", invalidates = "shop-{shop}")]
async fn change(new: Change) -> String {
    format!("{}{}", new.shop, new.price)
}

fn main() {
    let _ = App::new().service(change);
}
