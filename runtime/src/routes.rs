//! When two routes take the same requests, whatever their captures are called.

use std::borrow::Cow;

use hardpoint_policy::{EndpointSpec, Method};

use crate::registry::Entry;

/// Gives `entries` back, if each can be reached: at compile time, where `endpoints![…]` stands.
#[doc(hidden)]
pub const fn reachable<const N: usize>(entries: [Entry; N]) -> [Entry; N] {
    let mut later = 1;
    while later < N {
        let mut earlier = 0;
        while earlier < later {
            assert!(
                !collide(entries[earlier].spec, entries[later].spec),
                "two endpoints of this list have the same method and path, and the second would never be called; \
                 help: give one of them another path"
            );
            earlier += 1;
        }
        later += 1;
    }
    entries
}

const fn collide(one: &EndpointSpec, other: &EndpointSpec) -> bool {
    let (Some(Cow::Borrowed(path)), Some(Cow::Borrowed(other_path))) = (&one.path, &other.path)
    else {
        return false;
    };
    let (Cow::Borrowed(methods), Cow::Borrowed(other_methods)) = (&one.methods, &other.methods)
    else {
        return false;
    };
    share_a_method(methods, other_methods) && same_shape(path, other_path)
}

const fn share_a_method(methods: &[Method], others: &[Method]) -> bool {
    let mut at = 0;
    while at < methods.len() {
        let mut other = 0;
        while other < others.len() {
            if methods[at] as u8 == others[other] as u8 {
                return true;
            }
            other += 1;
        }
        at += 1;
    }
    false
}

/// Whether two path templates differ at most in what their captures are called.
pub(crate) const fn same_shape(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let (mut at, mut other_at) = (0, 0);
    let mut depth = 0_usize;
    while at < one.len() && other_at < other.len() {
        if one[at] != other[other_at] {
            return false;
        }
        let opens = one[at] == b'{';
        match one[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        other_at += 1;
        // Braces inside of braces belong to a capture's expression.
        if opens && depth == 1 {
            at = after_name(one, at);
            other_at = after_name(other, other_at);
        }
    }
    at == one.len() && other_at == other.len()
}

const fn after_name(path: &[u8], mut at: usize) -> usize {
    while at < path.len() && path[at] != b'}' && path[at] != b':' {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_captures_make_no_difference_and_their_expressions_do() {
        for (one, other) in [
            ("/a", "/a"),
            ("/a/{id}", "/a/{name}"),
            ("/{a}/{b}", "/{b}/{a}"),
            (r"/{a:\d{2}}/x", r"/{b:\d{2}}/x"),
            ("/{tail}*", "/{rest}*"),
        ] {
            assert!(same_shape(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("/a", "/b"),
            ("/a", "/a/"),
            ("/a/{id}", "/a/{id}/b"),
            ("/a/{id}", "/a/id"),
            (r"/{a:\d{2}}", r"/{a:\d{3}}"),
            (r"/{a:\d+}", "/{a}"),
            ("/{tail}*", "/{tail}"),
        ] {
            assert!(!same_shape(one, other), "{one} {other}");
        }
    }
}
