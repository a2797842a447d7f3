//! No tags invalidate nothing.
//! Breaks: `an_item_is_there_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
