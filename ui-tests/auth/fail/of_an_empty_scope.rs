//! Every item of a list is a scope.
//! Breaks: `an_item_is_there_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "orders:read,,orders:write")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
