//! A link leads to a path or a URL.
//! Breaks: `a_link_leads_somewhere`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "2026-06-01 see:docs/v2")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
