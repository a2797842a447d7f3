//! What constant functions need to know of texts.

/// The hash of nothing.
pub(crate) const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash of `text`.
///
/// The compiler takes it of every endpoint's name, step by step, and a call costs it as much as
/// many steps: so eight bytes are taken at once.
pub(crate) const fn hash(text: &str) -> u64 {
    let (mut rest, mut hash) = (text.as_bytes(), EMPTY);
    while let [a, b, c, d, e, f, g, h, after @ ..] = rest {
        hash = mixed(hash ^ u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
        rest = after;
    }
    let mut last = 0;
    while let [byte, after @ ..] = rest {
        last = last << 8 | *byte as u64;
        rest = after;
    }
    mixed(hash ^ last)
}

/// The same number in other words: every bit of it is heard of in many, whatever is joined to it.
pub(crate) const fn mixed(hash: u64) -> u64 {
    let hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 32)
}

/// Whether two texts are the same, in as few steps.
pub(crate) const fn equal(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    while let ([a, b, c, d, e, f, g, h, rest @ ..], [i, j, k, l, m, n, o, p, other_rest @ ..]) =
        (one, other)
    {
        if u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h])
            != u64::from_le_bytes([*i, *j, *k, *l, *m, *n, *o, *p])
        {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    while let ([a, rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_equal_if_all_of_them_is() {
        let texts = [
            "",
            "a",
            "b",
            "seven_l",
            "eight_le",
            "eight_lf",
            "eight_le_a",
            "eight_le_b",
            "sixteen_letters_",
            "sixteen_letters",
            "Sixteen_letters_",
        ];
        for (at, one) in texts.iter().enumerate() {
            for (other_at, other) in texts.iter().enumerate() {
                assert_eq!(equal(one, other), at == other_at, "{one} {other}");
                assert_eq!(hash(one) == hash(other), at == other_at, "{one} {other}");
            }
        }
    }
}
