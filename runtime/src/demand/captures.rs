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

/// All captures, of which a path has few: a bit for each position.
const ALL: u64 = u64::MAX;

/// Those of the captures that an argument takes by their order.
pub const fn takes(facts: ArgFacts, count: Count) -> u64 {
    match count {
        _ if !facts.path => 0,
        Count::First(taken) => (1 << taken) - 1,
        Count::One | Count::Unknown => ALL,
    }
}

/// Those of the `names` that an argument takes which is asked for them by name, and whether all
/// are there that it must have.
pub(super) const fn takes_by_name(facts: ArgFacts, names: &str) -> (u64, bool) {
    if !facts.path || facts.fields.is_empty() {
        return (takes(facts, Count::Unknown), true);
    }
    let mut taken = 0;
    let mut are_there = true;
    let mut at = 0;
    while at < facts.fields.len() {
        let field = &facts.fields[at];
        if is_in_path(field) {
            let found = positions(field, names);
            taken |= found;
            are_there = are_there && (found != 0 || !must_be_there(field));
        }
        at += 1;
    }
    (taken, are_there)
}

/// Of the `names`, those are taken that are `wanted`.
#[track_caller]
pub const fn captures_are_taken(taken: u64, wanted: u64, names: &str) {
    if taken & wanted != wanted {
        refuse(Some(untaken(wanted & !taken, names)));
    }
}

const fn untaken(missing: u64, captured: &str) -> Text {
    let mut names = Text::new();
    let mut count = 0;
    let mut rest = captured;
    let mut bit = 1;
    while !rest.is_empty() {
        let (name, others) = names::split(rest);
        if missing & bit != 0 {
            names = names.and_name(name, count == 0);
            count += 1;
        }
        rest = others;
        bit <<= 1;
    }
    Text::new()
        .and("the path captures ")
        .and(names.as_str())
        .and(", and no argument takes ")
        .and(if count == 1 { "it" } else { "them" })
        .and(
            "\nhelp: take all captures, in their order, as `web::Path<String>` or `web::Path<(u64, String)>`; \
             one whose name begins with `_` may be ignored",
        )
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

/// What to say of the fields of a request struct that the path does not capture.
pub(super) const fn uncaptured(fields: &[Field], captured: &str, path: &str) -> Text {
    let mut names = Text::new();
    let mut first = "";
    let mut count = 0;
    let mut at = 0;
    while at < fields.len() {
        let field = &fields[at];
        if is_in_path(field) && must_be_there(field) && positions(field, captured) == 0 {
            names = names.and_name(field.wire, count == 0);
            if count == 0 {
                first = field.wire;
            }
            count += 1;
        }
        at += 1;
    }
    let text = Text::new()
        .and("this argument reads ")
        .and(names.as_str())
        .and(" from the path, and `")
        .and(path)
        .and(if count == 1 {
            "` does not capture it"
        } else {
            "` does not capture them"
        });
    and_where_else(text, first, path)
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

/// Where among the `names` a field is found, under whatever name of its own.
const fn positions(field: &Field, names: &str) -> u64 {
    let mut found = bit(field.wire, names);
    let mut alias = 0;
    while alias < field.aliases.len() {
        found |= bit(field.aliases[alias], names);
        alias += 1;
    }
    found
}

const fn bit(name: &str, names: &str) -> u64 {
    match names::position(name, names) {
        Some(position) => 1 << position,
        None => 0,
    }
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

impl<T: Ordered> Counted<T> {
    /// What its content takes.
    pub const CAPTURES: Count = T::COUNT;
}

/// A `web::Path` of a known number of captures, whatever it is called where it stands.
pub trait Ordered {
    /// How many.
    const COUNT: Count;
}

impl<T: Captured> Ordered for web::Path<T> {
    const COUNT: Count = T::COUNT;
}

impl<T: Ordered> Ordered for Option<T> {
    const COUNT: Count = T::COUNT;
}

impl<T: Ordered, E> Ordered for Result<T, E> {
    const COUNT: Count = T::COUNT;
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
