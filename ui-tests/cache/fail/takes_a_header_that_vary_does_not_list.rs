//! The header that is listed is not the one that is read.
//! Breaks: `headers_that_are_read_are_listed`.
use actix_web::http::header::AcceptLanguage;
use actix_web::{App, web::Header};
use hardpoint::endpoint;

#[endpoint(get = "/greeting", cache = "ttl:60 vary:accept")]
async fn greeting(language: Header<AcceptLanguage>) -> String {
    language.to_string()
}

fn main() {
    let _ = App::new().service(greeting);
}
