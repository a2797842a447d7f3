//! What a header's type is called where it is taken is no matter.
//! Breaks: `headers_that_are_read_are_listed`.
use actix_web::http::header::AcceptLanguage;
use actix_web::{App, web::Header};
use hardpoint::endpoint;

type Language = Option<Header<AcceptLanguage>>;

#[endpoint(get = "/greeting", cache = "ttl:60 vary:accept")]
async fn greeting(language: Language) -> String {
    language.is_some().to_string()
}

fn main() {
    let _ = App::new().service(greeting);
}
