//! An `Option` is part of the key where its content is.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{App, Error, FromRequest, HttpRequest};
use hardpoint::endpoint;

struct Theme(bool);

impl FromRequest for Theme {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.headers().contains_key("cookie"))))
    }
}

#[endpoint(get = "/theme", cache = "ttl:60")]
async fn theme(theme: Option<Theme>) -> String {
    theme.is_some_and(|theme| theme.0).to_string()
}

fn main() {
    let _ = App::new().service(theme);
}
