//! Lifetimes, types, constants, bounds and defaults.

use std::fmt::Debug;

#[derive(Debug, hardpoint::ApiError)]
enum Generic<'a, K, E = std::fmt::Error, const N: usize = 1>
where
    K: Debug,
{
    #[api(status = 404, code = "no_key", message = "there is no {key} in {place}")]
    NoKey { key: K, place: &'a str },
    #[api(internal)]
    Source(#[from] E),
    #[api(status = 409, code = "many")]
    Many([u8; N]),
}

#[derive(Debug, hardpoint::ApiError)]
enum Wraps<E> {
    #[api(transparent)]
    Inner(#[from] E),
}

#[derive(Debug, hardpoint::ApiError)]
enum Never {}

fn is_response_error<T: actix_web::ResponseError>(_: &T) {}

fn main() {
    let error: Generic<'_, u8> = Generic::NoKey { key: 7, place: "here" };
    is_response_error(&error);
    assert_eq!(error.to_string(), "there is no 7 in here");
    let error: Generic<'_, u8> = Generic::from(std::fmt::Error);
    is_response_error(&error);
    let error: Wraps<Generic<'static, u8>> = Wraps::from(Generic::Many([0]));
    is_response_error(&error);
    let _: Option<Never> = None;
}
