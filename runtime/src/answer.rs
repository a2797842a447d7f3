//! `Answer`: what a responder's type says of its answers, for policies that must know it.

use std::borrow::Cow;
use std::marker::PhantomData;

use actix_web::body::{BodyStream, BoxBody, EitherBody, SizedStream};
use actix_web::http::StatusCode;
use actix_web::{CustomizeResponder, Either, HttpResponse, web};

/// What is known of a handler's answers by the type that it returns.
///
/// `cache` stores no stream and no cookie, and `idempotent` replays no stream. An endpoint whose
/// return type says that its answers are such does not compile with those options; where the type
/// does not say it, each answer is looked at when it is made. actix's own responders are known.
/// Implement it for one of your own, so that a mistake is found by the compiler:
///
/// ```
/// use actix_web::body::BoxBody;
/// use actix_web::{HttpRequest, HttpResponse, Responder};
///
/// /// Rows, as they come.
/// struct Export(Vec<&'static str>);
///
/// impl Responder for Export {
///     type Body = BoxBody;
///
///     fn respond_to(self, _: &HttpRequest) -> HttpResponse {
///         let rows = self.0.into_iter().map(|row| Ok::<_, std::io::Error>(row.into()));
///         HttpResponse::Ok().streaming(futures_util::stream::iter(rows))
///     }
/// }
///
/// impl hardpoint::Answer for Export {
///     const STREAMS: bool = true;
/// }
/// ```
pub trait Answer {
    /// Whether its body is sent as it is made, so that nobody ever has the whole of it.
    const STREAMS: bool = false;

    /// Whether it sets cookies, which are for one client.
    const SETS_COOKIES: bool = false;
}

/// What is known of answers of one type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerFacts {
    /// Whether they are known to be streams.
    pub streams: bool,
    /// Whether they are known to set cookies.
    pub sets_cookies: bool,
}

/// Asks what is known of a return type: `AnswerProbe::<T>::FACTS`, which is the inherent constant
/// where the type is an [`Answer`], and that of [`AnyAnswer`] where it is not.
#[doc(hidden)]
#[derive(Debug)]
pub struct AnswerProbe<T>(PhantomData<T>);

impl<T: Answer> AnswerProbe<T> {
    /// What the type says.
    pub const FACTS: AnswerFacts = AnswerFacts {
        streams: T::STREAMS,
        sets_cookies: T::SETS_COOKIES,
    };
}

/// What is known of any type at all.
#[doc(hidden)]
pub trait AnyAnswer {
    /// Nothing is.
    const FACTS: AnswerFacts = AnswerFacts {
        streams: false,
        sets_cookies: false,
    };
}

impl<T> AnyAnswer for AnswerProbe<T> {}

/// Types whose answers are whole and set no cookies.
macro_rules! whole {
    ($([$($parameter:tt)*] $ty:ty),+ $(,)?) => { $(impl<$($parameter)*> Answer for $ty {})+ };
}

whole! {
    [] (), [] String, [] &String, ['a] &'a str, ['a] Cow<'a, str>, [] &'static [u8], [] Vec<u8>,
    [] web::Bytes, [] web::BytesMut, [T] web::Json<T>, [T] web::Form<T>, [] web::Html,
    [] web::Redirect,
    // What these hold is known when they are sent.
    [] BoxBody, [] actix_web::HttpResponseBuilder,
}

/// Types whose answers are streams.
macro_rules! streams {
    ($([$($parameter:tt)*] $ty:ty),+) => {
        $(impl<$($parameter)*> Answer for $ty {
            const STREAMS: bool = true;
        })+
    };
}

streams!([S] BodyStream<S>, [S] SizedStream<S>);

/// Types whose answers are those of their part.
macro_rules! of_its_part {
    ($([$($parameter:tt)*] $ty:ty),+) => {
        $(impl<T: Answer, $($parameter)*> Answer for $ty {
            const STREAMS: bool = T::STREAMS;
            const SETS_COOKIES: bool = T::SETS_COOKIES;
        })+
    };
}

of_its_part!([] HttpResponse<T>, [] Option<T>, [E] Result<T, E>, [] (T, StatusCode), [] CustomizeResponder<T>);

/// Types whose answers are those of one part or of the other.
macro_rules! of_either {
    ($($ty:ty),+) => {
        $(impl<L: Answer, R: Answer> Answer for $ty {
            const STREAMS: bool = L::STREAMS || R::STREAMS;
            const SETS_COOKIES: bool = L::SETS_COOKIES || R::SETS_COOKIES;
        })+
    };
}

of_either!(Either<L, R>, EitherBody<L, R>);

#[cfg(test)]
mod tests {
    use super::*;

    struct Own;
    struct Login;

    impl Answer for Login {
        const SETS_COOKIES: bool = true;
    }

    type Stream = HttpResponse<BodyStream<Own>>;

    fn facts(streams: bool, sets_cookies: bool) -> AnswerFacts {
        AnswerFacts {
            streams,
            sets_cookies,
        }
    }

    #[test]
    fn of_unknown_types_nothing_is_known() {
        assert_eq!(AnswerProbe::<Own>::FACTS, facts(false, false));
        let unknown_inside = AnswerProbe::<Result<Own, Login>>::FACTS;
        assert_eq!(unknown_inside, facts(false, false));
    }

    #[test]
    fn a_stream_is_known_wherever_it_stands() {
        for known in [
            AnswerProbe::<Stream>::FACTS,
            AnswerProbe::<HttpResponse<SizedStream<Own>>>::FACTS,
            AnswerProbe::<Result<Option<Stream>, Own>>::FACTS,
            AnswerProbe::<Either<web::Json<Own>, (Stream, StatusCode)>>::FACTS,
            AnswerProbe::<HttpResponse<EitherBody<BodyStream<Own>, BoxBody>>>::FACTS,
            AnswerProbe::<CustomizeResponder<Stream>>::FACTS,
        ] {
            assert_eq!(known, facts(true, false));
        }
    }

    #[test]
    fn what_may_be_either_is_left_to_the_answer_itself() {
        for known in [
            AnswerProbe::<HttpResponse>::FACTS,
            AnswerProbe::<Result<web::Json<Own>, Own>>::FACTS,
            AnswerProbe::<&'static str>::FACTS,
        ] {
            assert_eq!(known, facts(false, false));
        }
    }

    #[test]
    fn a_type_of_ones_own_says_it_by_itself() {
        assert_eq!(AnswerProbe::<Result<Login, Own>>::FACTS, facts(false, true));
    }
}
