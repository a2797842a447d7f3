//! A handler's arguments: how one is extracted, and what is known of it at compile time.
//!
//! `Probe::<T>::FACTS` is an inherent constant for the types that are [`Known`], and the constant
//! of [`ProbeFallback`] for every other: an inherent constant goes before a trait's.

use std::borrow::Cow;
use std::marker::PhantomData;

use actix_web::dev::{ConnectionInfo, PeerAddr};
use actix_web::http::header::{Header, HeaderName};
use actix_web::http::{Method, Uri};
use actix_web::{HttpRequest, web};

use crate::context::RequestContext;
use crate::principal::Principal;
use crate::request::ApiRequest;
use crate::request::derive::{Field, Place};

/// What is known at compile time of one argument of a handler.
#[derive(Debug, Clone, Copy)]
pub struct ArgFacts {
    /// Whether it may read the request's body.
    pub body: bool,
    /// Whether it may read the query.
    pub query: bool,
    /// Whether it may read the path's captures.
    pub path: bool,
    /// Whether it is known to say who makes the request.
    pub principal: bool,
    /// The fields that are known of it; those of a request struct.
    pub fields: &'static [Field],
    /// The header that it is known to read.
    pub header: Option<fn() -> HeaderName>,
    /// Whether it is known to read the body as it comes.
    pub streams: bool,
    /// Whether it is known to do without what it reads, where that is not there.
    pub may_be_absent: bool,
    /// Whether anything is known: where not, it only may read what is said here.
    pub known: bool,
}

impl ArgFacts {
    /// The names of the headers that it is known to read.
    pub(crate) fn headers(&self) -> impl Iterator<Item = Cow<'static, str>> {
        let fields = self
            .fields
            .iter()
            .filter(|field| field.place == Place::Header)
            .map(|field| Cow::Borrowed(field.wire));
        let header = self
            .header
            .map(|name| Cow::Owned(name().as_str().to_owned()));
        fields.chain(header)
    }
}

/// Asks what is known of an argument's type: `Probe::<T>::FACTS`.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

/// What holds for types of which nothing is known: they may read anything.
pub trait ProbeFallback {
    /// Anything may be read.
    const FACTS: ArgFacts = ANYTHING;
}

impl<T: ?Sized> ProbeFallback for Probe<T> {}

/// Nothing is known of what it reads.
const ANYTHING: ArgFacts = ArgFacts {
    body: true,
    query: true,
    path: true,
    principal: false,
    fields: &[],
    header: None,
    streams: false,
    may_be_absent: false,
    known: false,
};
/// Reads nothing that a client could vary.
const NOTHING: ArgFacts = ArgFacts {
    body: false,
    query: false,
    path: false,
    principal: false,
    fields: &[],
    header: None,
    streams: false,
    may_be_absent: false,
    known: true,
};
const PRINCIPAL: ArgFacts = ArgFacts {
    principal: true,
    ..NOTHING
};
const PATH: ArgFacts = ArgFacts {
    path: true,
    ..NOTHING
};
const QUERY: ArgFacts = ArgFacts {
    query: true,
    ..NOTHING
};
const BODY: ArgFacts = ArgFacts {
    body: true,
    ..NOTHING
};
const STREAM: ArgFacts = ArgFacts {
    streams: true,
    ..BODY
};
const TARGET: ArgFacts = ArgFacts {
    path: true,
    query: true,
    ..NOTHING
};
const fn header<T: Header>() -> ArgFacts {
    ArgFacts {
        header: Some(T::name),
        ..NOTHING
    }
}
const fn request<T: ApiRequest>() -> ArgFacts {
    if !T::IS_KNOWN {
        return ANYTHING;
    }
    ArgFacts {
        body: T::TAKES_BODY,
        query: T::TAKES_QUERY,
        path: T::TAKES_PATH,
        fields: T::FIELDS,
        ..NOTHING
    }
}

/// A type of which something is known.
///
/// The compiler finds the implementation for a type at once, where it would try inherent constants
/// one by one; so [`Probe`] has one, which is this.
pub trait Known {
    /// What it may read.
    const FACTS: ArgFacts;
}

impl<T: Known> Probe<T> {
    /// What it may read.
    pub const FACTS: ArgFacts = T::FACTS;
}

impl<T: Known> Known for Option<T> {
    const FACTS: ArgFacts = ArgFacts {
        may_be_absent: true,
        ..T::FACTS
    };
}

impl<T: Known, Error> Known for Result<T, Error> {
    const FACTS: ArgFacts = ArgFacts {
        may_be_absent: true,
        ..T::FACTS
    };
}

macro_rules! facts {
    ($($facts:expr => $([$($parameter:tt)*] $ty:ty),+;)+) => {$($(
        impl<$($parameter)*> Known for $ty {
            const FACTS: ArgFacts = $facts;
        }
    )+)+};
}

facts! {
    NOTHING => [T: ?Sized] web::Data<T>, [T: Clone + 'static] web::ReqData<T>, [T] web::ThinData<T>,
        [] ConnectionInfo, [] PeerAddr, [] Method, [] RequestContext, [] ();
    PRINCIPAL => [] Principal;
    PATH => [T] web::Path<T>;
    QUERY => [T] web::Query<T>;
    TARGET => [] HttpRequest, [] Uri;
    BODY => [T] web::Json<T>, [T] web::Form<T>, [] web::Bytes, [] String;
    STREAM => [] web::Payload;
    header::<T>() => [T: Header] web::Header<T>;
    request::<T>() => [T: ApiRequest] T;
}

/// The claims of a token are there where the caller is known, and are nothing else of a request.
#[cfg(feature = "jwt")]
impl Known for crate::auth::Claims {
    const FACTS: ArgFacts = PRINCIPAL;
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Own;

    fn facts_of_own_types() -> ArgFacts {
        Probe::<Own>::FACTS
    }

    fn reads(facts: ArgFacts) -> [bool; 3] {
        [facts.body, facts.query, facts.path]
    }

    #[test]
    fn what_is_not_known_may_read_anything() {
        assert_eq!(reads(facts_of_own_types()), [true; 3]);
        assert_eq!(reads(Probe::<(web::Path<u8>, Own)>::FACTS), [true; 3]);
    }

    #[test]
    fn known_types_say_what_they_read() {
        assert_eq!(reads(Probe::<web::Path<(u8, Own)>>::FACTS), reads(PATH));
        assert_eq!(reads(Probe::<Option<web::Query<Own>>>::FACTS), reads(QUERY));
        assert_eq!(
            reads(Probe::<Result<web::Json<Own>, Own>>::FACTS),
            reads(BODY)
        );
        let streams =
            [Probe::<web::Payload>::FACTS, Probe::<String>::FACTS].map(|facts| facts.streams);
        assert_eq!(streams, [true, false]);
        assert_eq!(reads(Probe::<web::Data<dyn Send>>::FACTS), reads(NOTHING));
        assert_eq!(reads(Probe::<HttpRequest>::FACTS), reads(TARGET));
    }
}
