//! The request says who asks, too.
//! Breaks: `a_shared_answer_takes_nobody`.
use actix_web::{App, HttpRequest};
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60 shared")]
async fn orders(request: HttpRequest) -> String {
    request.path().to_owned()
}

fn main() {
    let _ = App::new().service(orders);
}
