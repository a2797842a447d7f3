//! What of an endpoint others can clash with.

use crate::constant::equal;
use crate::promises::Stated;
use crate::registry::Entry;

/// What of an endpoint others can clash with: all that the compiler has to read of the whole list.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub(crate) stated: Stated,
    /// The endpoint itself.
    pub(crate) entry: fn() -> Entry,
}

impl Face {
    /// Its name.
    pub(super) const fn name(&self) -> &'static str {
        line(self.stated.text).0
    }

    /// Its methods, with commas between them, and its path, if it says its route.
    pub(super) const fn route(&self) -> Option<(&'static str, &'static str)> {
        let (route, _) = line(line(self.stated.text).1);
        match route.is_empty() {
            true => None,
            false => Some(cut(route, b' ')),
        }
    }
}

/// The first line, and what is below it.
const fn line(text: &str) -> (&str, &str) {
    cut(text, b'\n')
}

/// What is before the first `at`, and what is behind it.
const fn cut(text: &str, at: u8) -> (&str, &str) {
    let mut end = 0;
    while end < text.len() && text.as_bytes()[end] != at {
        end += 1;
    }
    let (before, rest) = text.split_at(end);
    match rest.is_empty() {
        true => (before, rest),
        false => (before, rest.split_at(1).1),
    }
}

/// The first of some methods that is among others.
pub(super) const fn shared_method(methods: &'static str, others: &str) -> Option<&'static str> {
    let mut rest = methods;
    while !rest.is_empty() {
        let (method, after) = cut(rest, b',');
        let mut other_rest = others;
        while !other_rest.is_empty() {
            let (other, other_after) = cut(other_rest, b',');
            if equal(method, other) {
                return Some(method);
            }
            other_rest = other_after;
        }
        rest = after;
    }
    None
}
