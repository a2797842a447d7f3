//! Demands of the arguments of cached handlers: the key decides what they are.

use std::marker::PhantomData;

use actix_web::FromRequest;

use super::text::Text;
use super::{refuse, refuse_inherited};
use crate::cacheable::{Cacheable, KeyNeeds, Shareable};

/// What is in an endpoint's key besides the target and the body.
#[derive(Debug, Clone, Copy)]
pub struct KeyHolds {
    /// Whether it holds the principal or the tenant.
    pub caller: bool,
    /// Whether it holds some header.
    pub header: bool,
}

/// The key decides what the argument is.
#[track_caller]
pub const fn is_in_the_key<T: Cacheable>(_: PhantomData<T>, key: KeyHolds) {
    refuse(missing(T::NEEDS, key));
}

/// The key decides what the argument is, and so for everybody.
#[track_caller]
pub const fn is_for_everybody<T: Shareable>(_: PhantomData<T>, key: KeyHolds) {
    refuse(personal(T::NEEDS, key));
}

/// One of the two, where `hardpoint.toml` says `cache`: where it does stands in `note`, which a
/// bound on a type could not tell.
#[track_caller]
pub const fn inherits_cache(
    is_extractor: bool,
    needs: Option<KeyNeeds>,
    key: KeyHolds,
    is_shared: bool,
    note: &str,
) {
    let text = match needs {
        Some(needs) if is_shared => personal(needs, key),
        Some(needs) => missing(needs, key),
        // It is refused as that where the handler is called.
        None if !is_extractor => None,
        None => Some(Text::new().and(if is_shared {
            "`cache`: `shared` says that an answer depends on nobody, and this argument is one client's\n\
             help: take what is in the key: `web::Path`, `web::Query` or a struct with `#[derive(ApiRequest)]`; or say `cache` here, in other words"
        } else {
            "`cache`: this argument is not decided by the key, so what it is in one request would be answered to others\n\
             help: take what is in the key: `web::Path`, `web::Query`, a struct with `#[derive(ApiRequest)]`; or write `cache = \"none because:…\"` here"
        })),
    };
    refuse_inherited(text, note);
}

const fn personal(needs: KeyNeeds, key: KeyHolds) -> Option<Text> {
    if needs.needs_the_caller() {
        return Some(Text::new().and(
            "`cache`: `shared` says that an answer depends on nobody, and this argument says who asks\n\
             help: write `vary:principal` in place of `shared`, or `vary:tenant`; or remove the argument",
        ));
    }
    missing(needs, key)
}

const fn missing(needs: KeyNeeds, key: KeyHolds) -> Option<Text> {
    if needs.needs_the_caller() && !key.caller {
        return Some(Text::new().and(
            "`cache`: this argument says who asks, and nothing says whether answers are kept apart by that\n\
             help: add `vary:principal` to `cache`, or `vary:tenant` where all of a tenant may see the same",
        ));
    }
    if needs.needs_a_header() && !key.header {
        return Some(Text::new().and(
            "`cache`: this argument reads a header, and `vary` lists none\n\
             help: list it, as in `cache = \"… vary:accept-language\"`",
        ));
    }
    None
}

/// Asks for a type that is an extractor: `ArgumentProbe::<T>::IT`, and what is known of it. What nothing in a request makes
/// is refused where the handler is called, and need not be refused as something else, too.
#[derive(Debug)]
pub struct ArgumentProbe<T: ?Sized>(PhantomData<T>);

/// What is known of any type at all.
pub trait AnyArgument {
    /// In its place, what is always there.
    const IT: PhantomData<()> = PhantomData;

    /// It is no extractor.
    const IS_EXTRACTOR: bool = false;

    /// It needs what no key has.
    const NEEDS: Option<KeyNeeds> = None;
}

impl<T: ?Sized> AnyArgument for ArgumentProbe<T> {}

impl<T: FromRequest> ArgumentProbe<T> {
    /// The type itself.
    pub const IT: PhantomData<T> = PhantomData;

    /// It is an extractor.
    pub const IS_EXTRACTOR: bool = true;
}

impl<T: Cacheable> ArgumentProbe<T> {
    /// What it needs in the key.
    pub const NEEDS: Option<KeyNeeds> = Some(T::NEEDS);
}

#[cfg(test)]
mod tests {
    use actix_web::web::Header;

    use super::*;
    use crate::Principal;

    #[test]
    fn what_is_needed_must_be_held() {
        let nothing = KeyHolds {
            caller: false,
            header: false,
        };
        let caller = KeyHolds {
            caller: true,
            ..nothing
        };
        let header = KeyHolds {
            header: true,
            ..nothing
        };
        for (needs, enough, too_little) in [
            (Principal::NEEDS, caller, header),
            (Header::<()>::NEEDS, header, caller),
        ] {
            assert!(missing(needs, enough).is_none());
            assert!(missing(needs, too_little).is_some() && missing(needs, nothing).is_some());
        }
        assert!(missing(String::NEEDS, nothing).is_none());
    }
}
