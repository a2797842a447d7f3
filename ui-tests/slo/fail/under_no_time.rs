//! No answer takes no time.
//! Breaks: `an_answer_can_be_in_time`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", slo = "99.9% under:0s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
