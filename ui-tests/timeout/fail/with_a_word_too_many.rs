//! Nobody knows what the word is to say.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5s mode:shadow")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
