//! Options have names.
//! Breaks: `an_attribute_is_a_list_of_options`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", 64)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
