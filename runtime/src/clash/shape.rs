//! A hash by which routes that take the same requests are found.

use crate::constant::{EMPTY, mixed};

/// A hash that templates of one shape share.
///
/// What stands between captures is taken by eight bytes, for the compiler counts every step, and
/// walks through the path of every endpoint.
pub(super) const fn hash_of(path: &str) -> u64 {
    let (mut rest, mut hash, mut depth) = (path.as_bytes(), EMPTY, 0_u32);
    // Bytes that are not in the hash yet, and how many bits they are.
    let (mut word, mut bits) = (0_u64, 0);
    loop {
        if depth == 0 {
            while let [a, b, c, d, e, f, g, h, after @ ..] = rest {
                let eight = u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
                if opens(eight) {
                    break;
                }
                hash = mixed(hash ^ eight);
                rest = after;
            }
        }
        let [byte, after @ ..] = rest else {
            return mixed(hash ^ word);
        };
        word = word << 8 | *byte as u64;
        bits += 8;
        if bits == 64 {
            hash = mixed(hash ^ word);
            (word, bits) = (0, 0);
        }
        rest = after;
        if *byte == b'{' {
            depth += 1;
            if depth == 1 {
                rest = after_name(rest);
            }
        } else if *byte == b'}' && depth > 0 {
            depth -= 1;
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

const fn after_name(mut rest: &[u8]) -> &[u8] {
    while let [byte, after @ ..] = rest
        && *byte != b'}'
        && *byte != b':'
    {
        rest = after;
    }
    rest
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
