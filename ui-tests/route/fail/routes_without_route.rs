//! `routes` stands above routes.
//! Breaks: `routes_lists_some`.
use actix_web::{App, web};
use hardpoint::endpoint;

#[endpoint]
#[actix_web::routes]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().route("/", web::get().to(order));
}
