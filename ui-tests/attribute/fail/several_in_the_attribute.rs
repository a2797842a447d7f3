//! Everything that is wrong is said at once, each at its place.
//! Breaks: `an_option_is_known`, `an_option_has_a_value`, `an_option_has_a_value_of_its_kind`.
//! Breaks: `an_attribute_is_a_list_of_options`, `a_route_is_said_once`.
//! Breaks: `a_path_begins_with_a_slash`, `a_word_is_known`, `a_duration_has_its_unit`.
//! Breaks: `a_size_has_its_unit`, `a_rate_has_a_window`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(
    get = "order",
    post = "/order",
    timeout = "5",
    rate = ["10/mn", "8 per min", 9],
    chache = "ttl:60",
    body = "64KB",
    idempotent = "always",
    name,
    "text"
)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
