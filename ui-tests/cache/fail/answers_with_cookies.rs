//! The answer's type says that it sets cookies.
//! Breaks: `a_cached_answer_sets_no_cookies`.
use actix_web::body::BoxBody;
use actix_web::{App, HttpRequest, HttpResponse, Responder};
use hardpoint::endpoint;

struct LoggedIn;

impl Responder for LoggedIn {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().insert_header(("set-cookie", "session=1")).finish()
    }
}

impl hardpoint::Answer for LoggedIn {
    const SETS_COOKIES: bool = true;
}

#[endpoint(get = "/login", cache = "ttl:60")]
async fn login() -> LoggedIn {
    LoggedIn
}

fn main() {
    let _ = App::new().service(login);
}
