//! What the help says can be pasted, whatever else was wrong.
//! Breaks: `words_are_parted_by_white_space`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "orders:read \"orders:write\"")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
