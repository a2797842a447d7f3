//! Nothing says for whom an answer is kept: one mistake, though an argument shows it too.
//! Breaks: `cached_answers_say_whose_they_are`.
use actix_web::App;
use hardpoint::{Principal, endpoint};

#[endpoint(get = "/order", auth, cache = "ttl:60")]
async fn order(who: Principal) -> String {
    who.id().to_owned()
}

fn main() {
    let _ = App::new().service(order);
}
