//! The word is misspelt.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "rerun_safe")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
