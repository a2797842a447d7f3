//! A link is the same for every request.
//! Breaks: `a_link_leads_somewhere`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "2026-06-01 successor:/v2/orders/{id}")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
