//! A route has a method.
//! Breaks: `a_route_of_actix_names_a_method`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::route("/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
