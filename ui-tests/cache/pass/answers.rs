//! What may be stored by its type, and what is looked at when it is there.
//! Keeps: `a_cached_answer_is_there_in_whole`, `a_cached_answer_sets_no_cookies`.
#![deny(warnings)]

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::web::{Html, Json};
use actix_web::{App, CustomizeResponder, Either, Error, HttpRequest, HttpResponse, Responder};
use hardpoint::{Answer, endpoint};

struct Own;

impl Responder for Own {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

struct Said;

impl Responder for Said {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

impl Answer for Said {}

macro_rules! cached {
    ($($name:ident: $ty:ty = $answer:expr;)+) => {$(
        #[endpoint(get = "/answer", cache = "ttl:60")]
        async fn $name() -> $ty {
            $answer
        }
    )+};
}

cached! {
    unknown: Own = Own;
    said: Result<Said, Error> = Ok(Said);
    some: impl Responder + use<> = "";
    fallible: Result<impl Responder + use<>, Error> = Ok("");
    whole: Option<Json<u8>> = None;
    boxed: HttpResponse = HttpResponse::Ok().finish();
    html: Result<(Html, StatusCode), Error> = Ok((Html::new(""), StatusCode::OK));
    either: Either<Own, Said> = Either::Left(Own);
    customized: CustomizeResponder<Own> = Own.customize();
}

#[endpoint(get = "/borrowed", cache = "ttl:60")]
async fn borrowed<'a>() -> Either<&'a str, std::borrow::Cow<'static, str>> {
    Either::Left("")
}

fn main() {
    let _ = App::new()
        .service(unknown)
        .service(said)
        .service(some)
        .service(fallible)
        .service(whole)
        .service(boxed)
        .service(html)
        .service(either)
        .service(customized)
        .service(borrowed);
}
