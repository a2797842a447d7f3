//! Values that are right by themselves, and wrong beside what the handler takes and answers.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`, `a_shared_answer_takes_nobody`.
//! Breaks: `who_asks_is_in_the_key`, `headers_that_are_read_are_listed`.
//! Breaks: `a_cached_answer_is_there_in_whole`, `an_idempotent_request_is_read_in_whole`.
use actix_web::body::BoxBody;
use actix_web::http::header::Accept;
use actix_web::web::{Header, Payload};
use actix_web::{HttpRequest, HttpResponse, Responder};
use hardpoint::prelude::*;

struct Export;

impl Responder for Export {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

impl hardpoint::Answer for Export {
    const STREAMS: bool = true;
}

#[endpoint(get = "/a")]
async fn takes_the_request(request: HttpRequest) -> String {
    request.path().to_owned()
}

#[endpoint(get = "/b", policy = "everybody")]
async fn shared_takes_the_request(request: HttpRequest) -> String {
    request.path().to_owned()
}

#[endpoint(get = "/c")]
async fn takes_who_asks(who: Principal) -> String {
    who.id().to_owned()
}

#[endpoint(get = "/d", policy = "greeting")]
async fn takes_another_header(accept: Header<Accept>) -> String {
    accept.to_string()
}

#[endpoint(get = "/e")]
async fn answers_with_a_stream() -> Export {
    Export
}

#[endpoint(post = "/f", policy = "once")]
async fn takes_a_payload(body: Payload) -> &'static str {
    drop(body);
    ""
}

fn main() {
    let _ = (takes_the_request, shared_takes_the_request, takes_who_asks);
    let _ = (takes_another_header, answers_with_a_stream, takes_a_payload);
}
