//! When two routes take the same requests, whatever their captures are called.

use crate::constant::{EMPTY, hashed};

/// Whether two path templates differ at most in what their captures are called.
pub(crate) const fn same_shape(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (Shape::of(one), Shape::of(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b => {}
            _ => return false,
        }
    }
}

/// A hash that templates of one shape share.
///
/// What stands between captures is taken by eight bytes, for the compiler counts every step, and
/// walks through the path of every endpoint.
pub(super) const fn hash_of(path: &str) -> u64 {
    let (mut rest, mut hash, mut depth) = (path.as_bytes(), EMPTY, 0_usize);
    loop {
        if depth == 0
            && let Some((eight, after)) = rest.split_first_chunk()
        {
            let eight = u64::from_le_bytes(*eight);
            if !opens(eight) {
                hash = hashed(hash, eight);
                rest = after;
                continue;
            }
        }
        let Some((byte, after)) = rest.split_first() else {
            return hash;
        };
        hash = hashed(hash, *byte as u64);
        rest = after;
        if *byte == b'{' {
            depth += 1;
            if depth == 1 {
                (_, rest) = rest.split_at(after_name(rest, 0));
            }
        } else if *byte == b'}' {
            depth = depth.saturating_sub(1);
        }
    }
}

/// Whether one of eight bytes opens a capture.
const fn opens(eight: u64) -> bool {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const BRACES: u64 = 0x7b7b_7b7b_7b7b_7b7b;
    // A byte that is a brace becomes zero, and zero alone gets no upper bit from what follows.
    let differing = eight ^ BRACES;
    !(((differing & LOW) + LOW) | differing | LOW) != 0
}

/// The bytes of a path template without the names of its captures.
struct Shape<'p> {
    path: &'p [u8],
    at: usize,
    depth: usize,
}

impl<'p> Shape<'p> {
    const fn of(path: &'p str) -> Self {
        Self {
            path: path.as_bytes(),
            at: 0,
            depth: 0,
        }
    }

    const fn next(&mut self) -> Option<u8> {
        if self.at >= self.path.len() {
            return None;
        }
        let byte = self.path[self.at];
        self.at += 1;
        match byte {
            b'{' => {
                self.depth += 1;
                // Braces inside of braces belong to a capture's expression.
                if self.depth == 1 {
                    self.at = after_name(self.path, self.at);
                }
            }
            b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Some(byte)
    }
}

const fn after_name(path: &[u8], mut at: usize) -> usize {
    while at < path.len() && !matches!(path[at], b'}' | b':') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_is_seen_wherever_it_stands() {
        for at in 0..8 {
            let mut eight = *b"/orders|";
            assert!(!opens(u64::from_le_bytes(eight)));
            eight[at] = b'{';
            assert!(opens(u64::from_le_bytes(eight)), "{at}");
        }
        assert!(!opens(u64::MAX) && !opens(0) && !opens(0xfbfb_fbfb_fbfb_fbfb));
    }

    #[test]
    fn the_names_of_captures_make_no_difference_and_their_expressions_do() {
        for (one, other) in [
            ("/a", "/a"),
            ("/a/{id}", "/a/{name}"),
            ("/{a}/{b}", "/{b}/{a}"),
            (r"/{a:\d{2}}/x", r"/{b:\d{2}}/x"),
            ("/{tail}*", "/{rest}*"),
            ("/a_long_beginning/{id}", "/a_long_beginning/{identity}"),
            ("/orders/{id}/items", "/orders/{order_number}/items"),
        ] {
            assert!(same_shape(one, other), "{one} {other}");
            assert_eq!(hash_of(one), hash_of(other), "{one} {other}");
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
