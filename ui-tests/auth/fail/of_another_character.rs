//! A scope is a token of RFC 6749 (section 3.3), which is visible ASCII.
//! Breaks: `a_scope_is_a_token`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "ordres:lire,commandes:créer")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
