//! `Cacheable`: the arguments whose values are part of the key that an answer is stored under.

use std::marker::PhantomData;

use actix_web::dev::{ConnectionInfo, PeerAddr};
use actix_web::http::{Method, Uri};
use actix_web::{Either, HttpRequest, web};

use crate::context::RequestContext;
use crate::principal::Principal;

/// An argument that a handler under `cache` may take: whatever two requests with one `Key` give
/// it, an answer made from the one may be given to the other.
///
/// The key holds the operation, the path, the query, the body, the header fields of request
/// structs, the headers that `vary` lists and, under `vary:principal` or `vary:tenant`, who asks.
/// So these may be taken:
///
/// | argument | under `cache` |
/// |---|---|
/// | `web::Path`, `web::Query`, `Method` | always |
/// | `web::Json`, `web::Form`, `web::Bytes`, `String`, `web::Payload` | always |
/// | a struct with `#[derive(ApiRequest)]`, header fields included | always |
/// | `web::Data`, `web::ThinData`, `()`: the same for every request | always |
/// | `Option`, `Result`, `Either` and tuples | where their parts are |
/// | [`Principal`], [`RequestContext`] | with `vary:principal` or `vary:tenant` |
/// | `web::Header<T>` | where `vary` lists that header |
/// | `HttpRequest`, `Uri`, `web::ReqData`, `ConnectionInfo`, `PeerAddr` | never: no key holds all of them |
///
/// An extractor of your own is refused until you promise that it reads nothing else of a request
/// than its path, its query and its body:
///
/// ```
/// use std::future::{Ready, ready};
///
/// use actix_web::dev::Payload;
/// use actix_web::{FromRequest, HttpRequest};
/// use hardpoint::prelude::*;
///
/// /// Whether the query asks for the newest first.
/// struct NewestFirst(bool);
///
/// impl FromRequest for NewestFirst {
///     type Error = actix_web::Error;
///     type Future = Ready<Result<Self, Self::Error>>;
///
///     fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
///         ready(Ok(Self(request.query_string() == "sort=-created")))
///     }
/// }
///
/// impl<Key> hardpoint::Cacheable<Key> for NewestFirst {}
///
/// #[endpoint(get = "/orders", cache = "ttl:60")]
/// async fn list_orders(order: NewestFirst) -> &'static str {
///     if order.0 { "2, 1" } else { "1, 2" }
/// }
/// ```
///
/// One that is made of another extractor can promise what that one does:
///
/// ```
/// # struct CurrentUser;
/// impl<Key> hardpoint::Cacheable<Key> for CurrentUser
/// where
///     hardpoint::Principal: hardpoint::Cacheable<Key>,
/// {
/// }
/// ```
///
/// Of a crate's extractor that does not know Hardpoint, make a struct of your own around it.
#[diagnostic::on_unimplemented(
    message = "`cache`: `{Self}` is no part of the key, so what it made of one request would answer others\nhelp: take what is in the key: `web::Path`, `web::Query`, or a struct with `#[derive(ApiRequest)]`; if `{Self}` reads nothing else, promise it: `impl<Key> hardpoint::Cacheable<Key> for {Self} {{}}`",
    label = "not decided by the key"
)]
pub trait Cacheable<Key> {}

/// Says of one argument's type that it must be cacheable under that key.
#[doc(hidden)]
pub const fn cached<Argument: Cacheable<Key>, Key>() {}

/// What is in the key of an endpoint besides its target: who asks, and headers.
#[doc(hidden)]
#[derive(Debug)]
pub struct Key<Caller, Headers>(PhantomData<(Caller, Headers)>);

/// Nothing is said of who asks.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unstated;

/// One answer is for everybody.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shared;

/// The principal or the tenant is in the key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Personal;

/// No header is listed.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoHeaders;

/// Some headers are listed.
#[doc(hidden)]
#[derive(Debug)]
pub struct SomeHeaders;

/// Types that are cacheable under every key.
macro_rules! always {
    ($([$($parameter:tt)*] $ty:ty),+ $(,)?) => {
        $(impl<Key, $($parameter)*> Cacheable<Key> for $ty {})+
    };
}

always! {
    [T] web::Path<T>, [T] web::Query<T>, [] Method,
    [T] web::Json<T>, [T] web::Form<T>, [] web::Bytes, [] String, [] web::Payload,
    [T: ?Sized] web::Data<T>, [T] web::ThinData<T>, [] (),
}

impl<Key, T: Cacheable<Key>> Cacheable<Key> for Option<T> {}
impl<Key, T: Cacheable<Key>, E> Cacheable<Key> for Result<T, E> {}
impl<Key, L: Cacheable<Key>, R: Cacheable<Key>> Cacheable<Key> for Either<L, R> {}

/// Tuples, which actix extracts part by part.
macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<Key, $first: Cacheable<Key>, $($rest: Cacheable<Key>),*> Cacheable<Key> for ($first, $($rest,)*) {}
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

/// Types that no key holds, and the trait that says so of each, in words of its own.
macro_rules! never {
    ($([$($parameter:tt)*] $ty:ty: $alone:ident, $shared:ident;)+) => {$(
        impl<H, $($parameter)*> Cacheable<Key<Unstated, H>> for $ty
        where
            Key<Unstated, H>: $alone<Self>,
        {
        }

        impl<H, $($parameter)*> Cacheable<Key<Personal, H>> for $ty
        where
            Key<Personal, H>: $alone<Self>,
        {
        }

        impl<H, $($parameter)*> Cacheable<Key<Shared, H>> for $ty
        where
            Key<Shared, H>: $shared<Self>,
        {
        }
    )+};
}

never! {
    [] HttpRequest: HoldsTheRequest, IsSharedWithTheRequest;
    [] Uri: HoldsTheUri, HoldsTheUri;
    [] ConnectionInfo: HoldsTheConnection, HoldsTheConnection;
    [] PeerAddr: HoldsTheConnection, HoldsTheConnection;
    [T: Clone + 'static] web::ReqData<T>: HoldsTheSession, IsSharedWithASession;
}

/// Types that say who asks.
macro_rules! personal {
    ($($ty:ty),+) => {$(
        impl<H> Cacheable<Key<Personal, H>> for $ty {}

        impl<H> Cacheable<Key<Unstated, H>> for $ty
        where
            Key<Unstated, H>: HoldsTheCaller<Self>,
        {
        }

        impl<H> Cacheable<Key<Shared, H>> for $ty
        where
            Key<Shared, H>: IsSharedWithTheCaller<Self>,
        {
        }
    )+};
}

personal!(Principal, RequestContext);

impl<Key, T> Cacheable<Key> for web::Header<T> where Key: HoldsTheHeader<Self> {}
impl<Caller, T> HoldsTheHeader<web::Header<T>> for Key<Caller, SomeHeaders> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: no key holds a whole `{Argument}`, so what the handler read of one request would answer others\nhelp: take what is read of it: `web::Path`, `web::Query`, or a struct with `#[derive(ApiRequest)]`, which may have `#[api(header)]` fields",
    label = "not decided by the key"
)]
pub trait HoldsTheRequest<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: `shared` says that an answer depends on nobody, and `{Argument}` says who asks\nhelp: take what is read of it: `web::Path`, `web::Query`, or a struct with `#[derive(ApiRequest)]`; or write `vary:principal` in place of `shared`, and take `Option<Principal>`",
    label = "not the same for everybody"
)]
pub trait IsSharedWithTheRequest<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: no key holds a whole `{Argument}`: its query is put in order, and its authority is left out\nhelp: take what is read of it: `web::Path`, `web::Query`, or a struct with `#[derive(ApiRequest)]`",
    label = "not decided by the key"
)]
pub trait HoldsTheUri<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: no key holds `{Argument}`, so what one connection was told would answer others\nhelp: remove the argument, or remove `cache`",
    label = "not decided by the key"
)]
pub trait HoldsTheConnection<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: no key holds `{Argument}`, which a middleware has left in the request\nhelp: if it says who asks, take `Principal` and write `cache = \"… vary:principal\"`; otherwise make an extractor of your own that is `hardpoint::Cacheable`",
    label = "not decided by the key"
)]
pub trait HoldsTheSession<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: `shared` says that an answer depends on nobody, and `{Argument}` is of one session\nhelp: remove the argument; or write `vary:principal` in place of `shared`, and take `Option<Principal>`",
    label = "not the same for everybody"
)]
pub trait IsSharedWithASession<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: the handler takes `{Argument}`, and nothing says whether answers are kept apart by who asks\nhelp: add `vary:principal` to `cache`, or `vary:tenant` where all of a tenant may see the same",
    label = "says who asks"
)]
pub trait HoldsTheCaller<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: `shared` says that an answer depends on nobody, and `{Argument}` says who asks\nhelp: write `vary:principal` in place of `shared`, or `vary:tenant`; or remove the argument",
    label = "says who asks"
)]
pub trait IsSharedWithTheCaller<Argument> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: `{Argument}` reads a header, and `vary` lists none\nhelp: list it, as in `cache = \"… vary:accept-language\"`",
    label = "not decided by the key"
)]
pub trait HoldsTheHeader<Argument> {}
