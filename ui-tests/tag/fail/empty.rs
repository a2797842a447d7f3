//! A group has a name.
//! Breaks: `a_tag_is_one_line`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", tag = "")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
