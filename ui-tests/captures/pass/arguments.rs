//! What takes the captures: by their order, by their names, or as it likes.
//! Keeps: `tags_name_what_the_request_holds`, `a_capture_is_read`, `what_is_taken_is_captured`.
#![deny(warnings)]

use std::collections::HashMap;

use actix_web::web::{self, Path, Path as Captured};
use actix_web::{App, HttpRequest};
use hardpoint::prelude::*;
use serde::Deserialize;

type Id = u64;
type Both = (u64, String);
type Whole = Path<(u64, String)>;
type Maybe = Option<Path<Vec<String>>>;

#[derive(Deserialize)]
struct Named {
    shop: u64,
    id: String,
}

#[derive(ApiRequest)]
struct Fields {
    #[api(path)]
    shop: u64,
    #[api(path)]
    #[serde(alias = "id")]
    order: u64,
    #[api(path)]
    elsewhere: Option<u64>,
    #[api(path)]
    #[serde(default)]
    nowhere: u64,
}

/// A type that is only called like actix's.
mod own {
    pub struct Path<T>(pub std::marker::PhantomData<T>);
    pub type Elsewhere<T> = Path<T>;

    impl<T: 'static> actix_web::FromRequest for Path<T> {
        type Error = actix_web::Error;
        type Future = std::future::Ready<Result<Self, Self::Error>>;

        fn from_request(_: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
            std::future::ready(Ok(Self(std::marker::PhantomData)))
        }
    }
}

macro_rules! taken {
    ($($name:ident($($argument:ident: $ty:ty),+);)+) => {$(
        #[endpoint(get = "/{shop}/{id}")]
        async fn $name($($argument: $ty),+) -> &'static str {
            $(let _ = $argument;)+
            ""
        }
    )+};
}

taken! {
    tuple(path: Path<(u64, String)>);
    alias(path: Path<Both>);
    array(path: Path<[u64; 2]>);
    list(path: Path<Vec<u64>>);
    map(path: Path<HashMap<String, String>>);
    whole_request(request: HttpRequest);
    in_a_tuple(both: (Path<(u64, u64)>, HttpRequest));
    whole_alias(path: Whole);
    maybe_alias(path: Maybe);
    renamed(path: Captured<(u64, String)>);
    renamed_part(parts: ((Captured<(u64, String)>,), HttpRequest));
    own_path(path: own::Path<(u64, u64, u64)>);
    own_path_elsewhere(path: own::Elsewhere<(u64, u64, u64)>, both: Whole);
    twice(first: Path<(u64,)>, both: Option<Path<(u64, u64)>>);
}

#[endpoint(get = "/{shop}/{id}")]
async fn named(path: Path<Named>) -> String {
    format!("{}{}", path.shop, path.id)
}

#[endpoint(get = "/{shop}/{id}")]
async fn fields(fields: Fields) -> String {
    format!("{}{}{:?}{}", fields.shop, fields.order, fields.elsewhere, fields.nowhere)
}

#[endpoint(get = "/{id}")]
async fn single(id: Path<Id>) -> String {
    id.to_string()
}

#[endpoint(get = "/{id}/{_ignored}")]
async fn the_first(path: Path<(u64,)>) -> String {
    path.0.to_string()
}

#[endpoint(get = "/{id}/{tagged}", cache = "ttl:60 tags:order-{tagged}")]
async fn tagged(path: Path<(u64,)>) -> String {
    path.0.to_string()
}

/// A scope captures it.
#[endpoint(timeout = "5s")]
async fn in_a_scope(path: Path<(u64, u64)>) -> String {
    path.0.to_string()
}

/// A scope captures it, under whatever name.
#[endpoint(timeout = "5s")]
async fn alias_in_a_scope(path: Whole) -> String {
    path.0.to_string()
}

type Nothing = Path<()>;

#[endpoint(get = "/nothing")]
async fn nothing(path: Nothing) -> String {
    format!("{path:?}")
}

fn main() {
    let _ = App::new()
        .service(tuple)
        .service(alias)
        .service(array)
        .service(list)
        .service(map)
        .service(whole_request)
        .service(in_a_tuple)
        .service(own_path)
        .service(own_path_elsewhere)
        .service(whole_alias)
        .service(maybe_alias)
        .service(renamed)
        .service(renamed_part)
        .service(nothing)
        .service(twice)
        .service(named)
        .service(fields)
        .service(single)
        .service(the_first)
        .service(tagged)
        .service(
            web::scope("/shops/{shop}").service(web::resource("/{id}").route(web::get().to(in_a_scope)))
                .service(web::resource("/{id}/too").route(web::get().to(alias_in_a_scope))),
        );
}
