//! A function is named by its path.
//! Breaks: `authorize_names_a_function`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth, authorize = "may read")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
