//! One of them is too many.
//! Breaks: `a_method_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::route("/order", method = "GET", method = "GET")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
