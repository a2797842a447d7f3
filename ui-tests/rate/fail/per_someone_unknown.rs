//! Nobody knows who that is.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:user")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
