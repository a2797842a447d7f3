//! Nobody knows who that is.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 tags:orders invalidated-by:cron")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
