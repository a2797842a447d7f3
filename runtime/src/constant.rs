//! What constant functions need to know of texts.

/// The hash of nothing.
pub(crate) const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash of `text`, after FNV-1a, but of eight bytes at once: the compiler counts every step.
pub(crate) const fn hash(text: &str) -> u64 {
    let (mut rest, mut hash) = (text.as_bytes(), EMPTY);
    while let Some((eight, after)) = rest.split_first_chunk() {
        hash = hashed(hash, u64::from_le_bytes(*eight));
        rest = after;
    }
    while let Some((byte, after)) = rest.split_first() {
        hash = hashed(hash, *byte as u64);
        rest = after;
    }
    hash
}

/// The hash after something more.
pub(crate) const fn hashed(hash: u64, more: u64) -> u64 {
    let hash = (hash ^ more).wrapping_mul(0x0100_0000_01b3);
    // The lower bits should hear of all of `more`, for tables look at them alone.
    hash ^ (hash >> 32)
}

/// Whether two texts are the same, in as few steps.
pub(crate) const fn equal(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    while let (Some((a, rest)), Some((b, other_rest))) =
        (one.split_first_chunk(), other.split_first_chunk())
    {
        if u64::from_le_bytes(*a) != u64::from_le_bytes(*b) {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    while let (Some((a, rest)), Some((b, other_rest))) = (one.split_first(), other.split_first()) {
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
