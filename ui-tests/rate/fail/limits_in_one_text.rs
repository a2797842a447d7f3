//! Several limits are a list of texts, and no list in one text.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min, 100/h per:global")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
