//! A session is one client's.
//! Breaks: `a_shared_answer_takes_nobody`.
use actix_web::{App, web::ReqData};
use hardpoint::endpoint;

#[derive(Clone)]
struct Session(String);

#[endpoint(get = "/basket", cache = "ttl:60 shared")]
async fn basket(session: ReqData<Session>) -> String {
    session.0.clone()
}

fn main() {
    let _ = App::new().service(basket);
}
