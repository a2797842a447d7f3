//! Demands on captures: what the path captures is taken, and what is taken is captured.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::web;
use uuid::Uuid;

use super::text::Text;
use super::{names, refuse};
use crate::probe::ArgFacts;
use crate::request::derive::{Field, Place, Presence, Shape};

/// How many captures an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// That is not known, or it is no matter of how many.
    Unknown,
    /// The only one: actix refuses a request with more.
    One,
    /// The first so many.
    First(usize),
}

/// Which of the names that a path captures are taken, by their position: asked argument by
/// argument.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    names: &'a str,
    /// A bit for each position; a path has few captures.
    positions: u64,
}

impl<'a> Taken<'a> {
    const ALL: u64 = u64::MAX;

    /// None of these yet.
    #[must_use]
    pub const fn of(names: &'a str) -> Self {
        Self {
            names,
            positions: 0,
        }
    }

    /// These, and what an argument takes.
    #[must_use]
    pub const fn by(mut self, facts: ArgFacts, count: Count) -> Self {
        if facts.path {
            self.positions |= match count {
                Count::First(taken) => (1 << taken) - 1,
                Count::Unknown if !facts.fields.is_empty() => self.by_name(facts.fields),
                Count::One | Count::Unknown => Self::ALL,
            };
        }
        self
    }

    /// These, and one that some tag is made of.
    #[must_use]
    pub const fn in_a_tag(mut self, name: &str) -> Self {
        self.positions |= bit(name, self.names);
        self
    }

    const fn by_name(self, fields: &[Field]) -> u64 {
        let mut taken = 0;
        let mut at = 0;
        while at < fields.len() {
            let field = &fields[at];
            if is_in_path(field) {
                taken |= bit(field.wire, self.names);
                let mut alias = 0;
                while alias < field.aliases.len() {
                    taken |= bit(field.aliases[alias], self.names);
                    alias += 1;
                }
            }
            at += 1;
        }
        taken
    }

    const fn untaken(self) -> Option<Text> {
        let mut names: Option<Text> = None;
        let mut are_several = false;
        let mut rest = self.names;
        let mut bit = 1;
        while !rest.is_empty() {
            let (name, others) = names::split(rest);
            let is_ignored = name.as_bytes()[0] == b'_';
            if self.positions & bit == 0 && !is_ignored {
                are_several = names.is_some();
                names = Some(match names {
                    None => Text::new().and_name(name, true),
                    Some(names) => names.and_name(name, false),
                });
            }
            rest = others;
            bit <<= 1;
        }
        let Some(names) = names else {
            return None;
        };
        let text = Text::new()
            .and("the path captures ")
            .and(names.as_str())
            .and(", and no argument takes ")
            .and(if are_several { "them" } else { "it" });
        Some(text.and(
            "\nhelp: take all captures, in their order, as `web::Path<String>` or `web::Path<(u64, String)>`; \
             one whose name begins with `_` may be ignored",
        ))
    }
}

/// The bit of a name's position, if it is there.
const fn bit(name: &str, names: &str) -> u64 {
    match names::position(name, names) {
        Some(position) => 1 << position,
        None => 0,
    }
}

/// What is captured is taken, unless its name says that it is meant to be ignored.
#[track_caller]
pub const fn captures_are_taken(taken: Taken<'_>) {
    let all = (1 << names::count(taken.names)) - 1;
    if taken.positions & all != all {
        refuse(taken.untaken());
    }
}

/// There are as many captures as an argument takes by their order.
#[track_caller]
pub const fn captures_suffice(facts: ArgFacts, count: Count, names: &str, path: &str) {
    refuse(miscounted(facts, count, names, path));
}

const fn miscounted(facts: ArgFacts, count: Count, names: &str, path: &str) -> Option<Text> {
    let wanted = match count {
        Count::One => 1,
        Count::First(wanted) => wanted,
        // Any struct: it takes something, or it would not be there.
        Count::Unknown if facts.known && facts.path && !facts.query && facts.fields.is_empty() => 1,
        Count::Unknown => return None,
    };
    let there = names::count(names);
    let too_many = matches!(count, Count::One) && there > 1;
    if wanted <= there && !too_many {
        return None;
    }
    let text = Text::new().and("this argument takes ").and(match count {
        Count::Unknown => "captures",
        Count::One => "one capture",
        Count::First(1) => "1 capture",
        Count::First(_) => "",
    });
    let text = match count {
        Count::First(wanted) if wanted != 1 => text.and_number(wanted).and(" captures"),
        _ => text,
    };
    let text = text.and(", and `").and(path).and("` has ");
    let text = match there {
        0 => text.and("none"),
        _ => text.and_number(there),
    };
    Some(if too_many {
        text.and("\nhelp: take all of them, in their order, as a tuple: `web::Path<(u64, String)>`")
    } else {
        and_where_else(text, free(names), path)
    })
}

/// The path captures what a request struct reads from it by name.
pub(super) const fn uncaptured(fields: &[Field], captured: &str, path: &str) -> Option<Text> {
    let mut names: Option<Text> = None;
    let mut first = "";
    let mut are_several = false;
    let mut at = 0;
    while at < fields.len() {
        let field = &fields[at];
        if is_in_path(field) && must_be_there(field) && !is_captured(field, captured) {
            are_several = names.is_some();
            names = Some(match names {
                None => {
                    first = field.wire;
                    Text::new().and_name(field.wire, true)
                }
                Some(names) => names.and_name(field.wire, false),
            });
        }
        at += 1;
    }
    let Some(names) = names else {
        return None;
    };
    let text = Text::new()
        .and("this argument reads ")
        .and(names.as_str())
        .and(" from the path, and `")
        .and(path)
        .and(if are_several {
            "` does not capture them"
        } else {
            "` does not capture it"
        });
    Some(and_where_else(text, first, path))
}

const fn is_in_path(field: &Field) -> bool {
    field.place as u8 == Place::Path as u8
}

const fn must_be_there(field: &Field) -> bool {
    match field.presence {
        Presence::Optional => false,
        Presence::Required => true,
        Presence::AsTyped => !matches!(field.shape, Shape::Optional(_)),
    }
}

const fn is_captured(field: &Field, names: &str) -> bool {
    if names::position(field.wire, names).is_some() {
        return true;
    }
    let mut alias = 0;
    while alias < field.aliases.len() {
        if names::position(field.aliases[alias], names).is_some() {
            return true;
        }
        alias += 1;
    }
    false
}

/// A name that is not captured yet.
const fn free(names: &str) -> &'static str {
    if names::position("id", names).is_none() {
        "id"
    } else if names::position("name", names).is_none() {
        "name"
    } else {
        "another"
    }
}

/// What to write where a capture is missing: it is in the path, or in the path of a scope.
const fn and_where_else(text: Text, name: &str, path: &str) -> Text {
    let slash = match path.as_bytes().last() {
        Some(b'/') => "",
        _ => "/",
    };
    text.and("\nhelp: capture it, as in `")
        .and(path)
        .and(slash)
        .and("{")
        .and(name)
        .and(
            "}`; where a scope around the endpoint does, leave the route out of `#[endpoint]` and mount it there by hand, \
             `web::resource(…).route(web::get().to(…))`",
        )
}

/// Asks how many captures a `web::Path` takes: `Counted::<T>::CAPTURES`.
#[derive(Debug)]
pub struct Counted<T: ?Sized>(PhantomData<T>);

/// What is known of any type at all.
pub trait CountFallback {
    /// Nothing is.
    const CAPTURES: Count = Count::Unknown;
}

impl<T: ?Sized> CountFallback for Counted<T> {}

impl<T: Captured> Counted<web::Path<T>> {
    /// What its content takes.
    pub const CAPTURES: Count = T::COUNT;
}

impl<T: Captured> Counted<Option<web::Path<T>>> {
    /// What its content takes.
    pub const CAPTURES: Count = T::COUNT;
}

impl<T: Captured, E> Counted<Result<web::Path<T>, E>> {
    /// What its content takes.
    pub const CAPTURES: Count = T::COUNT;
}

/// What actix reads from a known number of captures, whatever they are called.
pub trait Captured {
    /// How many.
    const COUNT: Count = Count::One;
}

macro_rules! scalars {
    ($($ty:ty),* $(,)?) => { $(impl Captured for $ty {})* };
}

scalars! {
    bool, char, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, String, Box<str>,
    Cow<'_, str>, Uuid, IpAddr, Ipv4Addr, Ipv6Addr,
}

impl Captured for () {
    const COUNT: Count = Count::First(0);
}

impl<T, const N: usize> Captured for [T; N] {
    const COUNT: Count = Count::First(N);
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first, $($rest),*> Captured for ($first, $($rest,)*) {
            const COUNT: Count = Count::First([stringify!($first), $(stringify!($rest)),*].len());
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);

#[cfg(test)]
mod tests;
