//! Of two names one would be dropped.
//! Breaks: `a_name_is_said_in_one_place`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(name = "one")]
#[actix_web::get("/order", name = "two")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
