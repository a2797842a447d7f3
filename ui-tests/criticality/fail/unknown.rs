//! There are three.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", criticality = "high")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
