//! Demands of arguments that read a header: under `cache`, `vary` lists that one.

use std::marker::PhantomData;

use actix_web::http::header;
use actix_web::web;

use super::text::Text;
use super::{contains, refuse_inherited};

/// A header that a cached handler reads is listed by its name; where the name is not known at
/// compile time, it is added to the key by itself.
#[track_caller]
pub const fn header_is_listed(name: Option<&str>, listed: &[&str], note: &str) {
    if let Some(name) = name
        && !contains(listed, name)
    {
        let text = Text::new()
            .and("`cache`: this argument reads the header ")
            .and_name(name, true)
            .and(", and `vary` does not list it\nhelp: add `vary:")
            .and(name)
            .and("` to `cache`");
        refuse_inherited(Some(text), note);
    }
}

/// Asks for a header's name: `HeaderProbe::<T>::NAME`.
#[derive(Debug)]
pub struct HeaderProbe<T: ?Sized>(PhantomData<T>);

/// What is known of any type at all.
pub trait AnyHeader {
    /// No name.
    const NAME: Option<&'static str> = None;
}

impl<T: ?Sized> AnyHeader for HeaderProbe<T> {}

impl<T: Named> HeaderProbe<T> {
    /// Its name.
    pub const NAME: Option<&'static str> = Some(T::NAME);
}

/// A header the name of which is known at compile time.
pub trait Named {
    /// Its name.
    const NAME: &'static str;
}

impl<T: Named> Named for Option<T> {
    const NAME: &'static str = T::NAME;
}

impl<T: Named, E> Named for Result<T, E> {
    const NAME: &'static str = T::NAME;
}

/// The names of actix's typed headers, which it only says at run time.
macro_rules! named {
    ($($header:ident $name:literal),+ $(,)?) => {
        $(
            impl Named for web::Header<header::$header> {
                const NAME: &'static str = $name;
            }
        )+

        #[cfg(test)]
        const NAMED: &[(fn() -> header::HeaderName, &str)] =
            &[$((<header::$header as header::Header>::name, $name)),+];
    };
}

named! {
    Accept "accept", AcceptCharset "accept-charset", AcceptEncoding "accept-encoding",
    AcceptLanguage "accept-language", Allow "allow", CacheControl "cache-control",
    ContentDisposition "content-disposition", ContentLanguage "content-language",
    ContentLength "content-length", ContentRange "content-range", ContentType "content-type",
    Date "date", ETag "etag", Expires "expires", IfMatch "if-match",
    IfModifiedSince "if-modified-since", IfNoneMatch "if-none-match", IfRange "if-range",
    IfUnmodifiedSince "if-unmodified-since", LastModified "last-modified", Range "range",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_that_actix_reads() {
        for (name, ours) in NAMED {
            assert_eq!(name().as_str(), *ours);
        }
    }

    #[test]
    fn only_a_headers_own_type_has_a_name() {
        type Range = web::Header<header::Range>;
        assert_eq!(HeaderProbe::<Option<Range>>::NAME, Some("range"));
        assert_eq!(HeaderProbe::<Result<Range, ()>>::NAME, Some("range"));
        assert_eq!(HeaderProbe::<web::Header<u8>>::NAME, None);
        assert_eq!(HeaderProbe::<header::Range>::NAME, None);
    }
}
