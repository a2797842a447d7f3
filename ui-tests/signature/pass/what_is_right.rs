//! The nearest right program to each wrong signature.
//! Keeps: `an_endpoint_is_a_function`, `an_endpoint_is_async`, `an_endpoint_has_a_body`.
//! Keeps: `an_endpoint_has_no_qualifiers`, `an_endpoint_takes_no_self`.
//! Keeps: `an_endpoint_has_no_type_parameters`, `an_endpoint_is_not_variadic`.
//! Keeps: `an_argument_has_a_type`, `an_argument_is_owned`, `an_endpoint_has_few_arguments`.
//! Keeps: `an_endpoint_says_what_it_returns`.
#![deny(warnings)]

use actix_web::web::{Data, Json};
use actix_web::{App, HttpResponse, Responder};
use hardpoint::endpoint;

#[endpoint(get = "/a")]
async fn nothing_to_tell() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[endpoint(post = "/b")]
async fn of_a_type_that_is_named(body: Json<u64>) -> impl Responder {
    of_any(body.into_inner())
}

fn of_any<T: ToString>(value: T) -> String {
    value.to_string()
}

#[endpoint(get = "/c")]
async fn of_a_lifetime<'a>(text: Data<&'a str>) -> String {
    text.to_string()
}

#[endpoint(get = "/d")]
async fn of_sixteen(
    _1: (), _2: (), _3: (), _4: (), _5: (), _6: (), _7: (), _8: (),
    _9: (), _10: (), _11: (), _12: (), _13: (), _14: (), _15: (), _16: (),
) -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(nothing_to_tell)
        .service(of_a_type_that_is_named)
        .service(of_a_lifetime)
        .service(of_sixteen);
}
