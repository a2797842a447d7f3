//! A hash by which routes that take the same requests are found.

use crate::constant::{EMPTY, hashed};

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

const fn after_name(path: &[u8], mut at: usize) -> usize {
    while at < path.len() && !matches!(path[at], b'}' | b':') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use hardpoint_policy::same_shape;

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
    fn routes_of_one_shape_have_one_hash() {
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
    }
}
