//! A list of scopes has at least one.
//! Breaks: `a_list_of_scopes_names_some`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
