//! actix takes sixteen.
//! Breaks: `an_endpoint_has_few_arguments`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
#[rustfmt::skip]
async fn order(
    _1: (), _2: (), _3: (), _4: (), _5: (), _6: (), _7: (), _8: (), _9: (),
    _10: (), _11: (), _12: (), _13: (), _14: (), _15: (), _16: (), _17: (),
) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
