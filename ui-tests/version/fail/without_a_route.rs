//! Who mounts it by hand says where.
//! Breaks: `a_version_has_a_route`.
use actix_web::App;
use actix_web::web;
use hardpoint::endpoint;

#[endpoint(version = "2")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().route("/orders", web::get().to(orders));
}
