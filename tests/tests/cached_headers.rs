//! A typed header that a cached handler takes keeps answers apart, whatever `vary` lists beside it.

use actix_web::HttpMessage;
use actix_web::error::ParseError;
use actix_web::http::header::{
    Header, HeaderName, HeaderValue, InvalidHeaderValue, TryIntoHeaderValue,
};
use actix_web::web;
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};

/// A header of the service's own, the name of which nobody knows before it is asked.
struct Region(String);

impl TryIntoHeaderValue for Region {
    type Error = InvalidHeaderValue;

    fn try_into_value(self) -> Result<HeaderValue, Self::Error> {
        HeaderValue::from_str(&self.0)
    }
}

impl Header for Region {
    fn name() -> HeaderName {
        HeaderName::from_static("x-region")
    }

    fn parse<M: HttpMessage>(message: &M) -> Result<Self, ParseError> {
        let sent = message.headers().get(Self::name());
        let region = sent.and_then(|value| value.to_str().ok());
        Ok(Self(region.ok_or(ParseError::Header)?.to_owned()))
    }
}

#[endpoint(get = "/stock", cache = "ttl:60 vary:accept-language")]
async fn stock(region: web::Header<Region>) -> String {
    region.0.0.clone()
}

#[tokio::test]
async fn a_typed_header_that_the_handler_takes_is_part_of_the_key() {
    let service = Service::of(endpoints![stock]);
    let of = |region: &str| Request::get("/stock").header("x-region", region);
    assert_eq!(service.send(of("north")).await.body, b"north");
    assert_eq!(service.send(of("south")).await.body, b"south");
    let again = service.send(of("north")).await;
    assert_eq!(again.body, b"north");
    let varies = again.header("vary").map(str::to_lowercase);
    assert_eq!(varies.as_deref(), Some("accept-language, x-region"));
}
