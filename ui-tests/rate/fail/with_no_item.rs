//! No limit is no limit.
//! Breaks: `a_list_of_rates_names_some`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = [])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
