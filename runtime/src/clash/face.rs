//! What of an endpoint others can clash with.

use crate::constant::equal;
use crate::promises::Promises;
use crate::registry::Entry;

/// What of an endpoint others can clash with: all that the compiler has to read of the whole list.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub(crate) promises: &'static Promises,
    /// The endpoint itself.
    pub(crate) entry: fn() -> Entry,
}

impl Face {
    /// Its methods, with commas between them, and its path, if it says its route.
    pub(super) const fn route(&self) -> Option<(&'static str, &'static str)> {
        let route = self.promises.route;
        let mut at = 0;
        while at < route.len() {
            if route.as_bytes()[at] == b' ' {
                let (methods, path) = route.split_at(at);
                return Some((methods, path.split_at(1).1));
            }
            at += 1;
        }
        None
    }
}

/// The first of some methods that is among others.
pub(super) const fn shared_method(methods: &'static str, others: &str) -> Option<&'static str> {
    let mut rest = methods;
    while let Some((method, after)) = next(rest) {
        let mut other_rest = others;
        while let Some((other, other_after)) = next(other_rest) {
            if equal(method, other) {
                return Some(method);
            }
            other_rest = other_after;
        }
        rest = after;
    }
    None
}

/// The first item of a list with commas, and what is after it.
const fn next(list: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    while at < list.len() && list.as_bytes()[at] != b',' {
        at += 1;
    }
    let (first, rest) = list.split_at(at);
    match (first.is_empty(), rest.is_empty()) {
        (true, true) => None,
        (false, true) => Some((first, rest)),
        (_, false) => Some((first, rest.split_at(1).1)),
    }
}
