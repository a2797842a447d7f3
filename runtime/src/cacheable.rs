//! `Cacheable`: the arguments whose values are decided by the key that an answer is stored under.

use actix_web::http::Method;
use actix_web::{Either, web};

use crate::context::RequestContext;
use crate::principal::Principal;

/// An argument that a handler under `cache` may take: two requests with one key give it the same
/// value, so that an answer made of the one may be given to the other.
///
/// The key holds the operation, the path, the query, the body, the header fields of request
/// structs, the headers that `vary` lists and, under `vary:principal` or `vary:tenant`, who asks.
/// So a cached handler may take
///
/// | argument | where |
/// |---|---|
/// | `web::Path`, `web::Query`, `Method` | always |
/// | `web::Json`, `web::Form`, `web::Bytes`, `String`, `web::Payload` | always |
/// | a struct with `#[derive(ApiRequest)]`, its header fields included | always |
/// | `web::Data`, `web::ThinData`, `()`: the same for every request | always |
/// | `web::Header<T>` | `vary` lists that header |
/// | [`Principal`], [`RequestContext`] | `vary:principal` or `vary:tenant` |
/// | `Option`, `Result`, `Either` and tuples of these | their parts may be taken |
///
/// and anything else does not compile: `HttpRequest` and `Uri` hold more of a request than the key
/// does, `web::ReqData` is what a middleware left there, `ConnectionInfo` and `PeerAddr` are one
/// client's, and the claims of a token differ between two tokens of one principal.
///
/// Of an extractor of your own nothing is known, until you promise that it reads nothing of a
/// request but its path, its query and its body:
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
/// impl hardpoint::Cacheable for NewestFirst {}
///
/// #[endpoint(get = "/orders", cache = "ttl:60")]
/// async fn list_orders(order: NewestFirst) -> &'static str {
///     if order.0 { "2, 1" } else { "1, 2" }
/// }
/// ```
///
/// One that is made of other arguments needs what they need:
///
/// ```
/// use hardpoint::{Cacheable, Principal};
///
/// struct CurrentUser(Principal);
///
/// impl Cacheable for CurrentUser {
///     const NEEDS: hardpoint::KeyNeeds = Principal::NEEDS;
/// }
/// ```
///
/// Around an extractor of a crate that does not know Hardpoint goes a struct of your own.
#[diagnostic::on_unimplemented(
    message = "`cache`: `{Self}` is not decided by the key, so what it is in one request would be answered to others\n\
               help: take what is in the key: `web::Path`, `web::Query`, a struct with `#[derive(ApiRequest)]`, whose header fields are too, or `Principal` with `vary:principal`; \
               an extractor of your own that reads only path, query and body promises it with `impl hardpoint::Cacheable`",
    label = "not decided by the key"
)]
pub trait Cacheable {
    /// What must be in the key besides the target and the body.
    const NEEDS: KeyNeeds = KeyNeeds::NOTHING;
}

/// What a [`Cacheable`] argument needs in the key, besides the target and the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyNeeds {
    caller: bool,
    header: bool,
}

impl KeyNeeds {
    /// Nothing else.
    pub const NOTHING: Self = Self {
        caller: false,
        header: false,
    };

    const CALLER: Self = Self {
        caller: true,
        ..Self::NOTHING
    };

    const HEADER: Self = Self {
        header: true,
        ..Self::NOTHING
    };

    /// What both need.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            caller: self.caller || other.caller,
            header: self.header || other.header,
        }
    }

    /// Whether it must hold who asks.
    pub(crate) const fn needs_the_caller(self) -> bool {
        self.caller
    }

    /// Whether it must hold a header that `vary` lists.
    pub(crate) const fn needs_a_header(self) -> bool {
        self.header
    }
}

/// Types of which the key always decides.
// A list of what may be taken stands in the help, in the words of whoever writes a handler.
macro_rules! always {
    ($([$($parameter:tt)*] $ty:ty),+ $(,)?) => { $(#[diagnostic::do_not_recommend] impl<$($parameter)*> Cacheable for $ty {})+ };
}

always! {
    [T] web::Path<T>, [T] web::Query<T>, [] Method,
    [T] web::Json<T>, [T] web::Form<T>, [] web::Bytes, [] String, [] web::Payload,
    [T: ?Sized] web::Data<T>, [T] web::ThinData<T>, [] (),
}

#[diagnostic::do_not_recommend]
impl Cacheable for Principal {
    const NEEDS: KeyNeeds = KeyNeeds::CALLER;
}

#[diagnostic::do_not_recommend]
impl Cacheable for RequestContext {
    const NEEDS: KeyNeeds = KeyNeeds::CALLER;
}

#[diagnostic::do_not_recommend]
impl<T> Cacheable for web::Header<T> {
    const NEEDS: KeyNeeds = KeyNeeds::HEADER;
}

#[diagnostic::do_not_recommend]
impl<T: Cacheable> Cacheable for Option<T> {
    const NEEDS: KeyNeeds = T::NEEDS;
}

#[diagnostic::do_not_recommend]
impl<T: Cacheable, E> Cacheable for Result<T, E> {
    const NEEDS: KeyNeeds = T::NEEDS;
}

#[diagnostic::do_not_recommend]
impl<L: Cacheable, R: Cacheable> Cacheable for Either<L, R> {
    const NEEDS: KeyNeeds = L::NEEDS.and(R::NEEDS);
}

/// Tuples, which actix extracts part by part.
macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        // Which of them there are is no help to anyone.
        #[diagnostic::do_not_recommend]
        impl<$first: Cacheable, $($rest: Cacheable),*> Cacheable for ($first, $($rest,)*) {
            const NEEDS: KeyNeeds = $first::NEEDS$(.and($rest::NEEDS))*;
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

/// An argument of a handler whose answers are `shared`: in other words, a [`Cacheable`] one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`cache`: `shared` says that an answer depends on nobody, and `{Self}` is one client's\n\
               help: take what is in the key: `web::Path`, `web::Query` or a struct with `#[derive(ApiRequest)]`; or write `vary:principal` in place of `shared`, and take `Option<Principal>`",
    label = "not the same for everybody"
)]
pub trait Shareable: Cacheable {}

impl<T: Cacheable> Shareable for T {}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs<T: Cacheable>() -> KeyNeeds {
        T::NEEDS
    }

    #[test]
    fn what_the_target_and_the_body_decide_needs_nothing_else() {
        assert_eq!(needs::<web::Path<u8>>(), KeyNeeds::NOTHING);
        assert_eq!(needs::<Option<web::Json<u8>>>(), KeyNeeds::NOTHING);
        assert_eq!(needs::<(Method, web::Data<str>)>(), KeyNeeds::NOTHING);
    }

    #[test]
    fn a_whole_needs_what_its_parts_need() {
        type Header = web::Header<()>;
        assert!(needs::<Option<Principal>>().needs_the_caller());
        assert!(needs::<Result<Header, ()>>().needs_a_header());
        let both = needs::<(String, Either<Header, String>, RequestContext)>();
        assert!(both.needs_the_caller() && both.needs_a_header());
        assert!(!needs::<Either<String, Header>>().needs_the_caller());
    }
}
