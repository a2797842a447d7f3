//! The nearest known word to one that is not known.

use std::cmp::Reverse;

/// The one of `known` that `word` was most likely meant to be, if any is near.
///
/// Near is at most a third of the longer word's letters away, where a letter too many, one too
/// few, a wrong one and two exchanged neighbours count one each (the restricted form of
/// Damerau's distance). Upper and lower case are the same. Of equals the one wins that begins most
/// like the word, as a beginning is seldom wrong, and then the first.
///
/// ```
/// use hardpoint_policy::nearest;
///
/// assert_eq!(nearest("tiemout", ["rate", "timeout"]), Some("timeout"));
/// assert_eq!(nearest("colour", ["rate", "timeout"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().filter_map(|candidate| {
        let distance = nearness(word, candidate)?;
        Some(((distance, Reverse(beginning(word, candidate))), candidate))
    });
    near.min_by_key(|(rank, _)| *rank)
        .map(|(_, candidate)| candidate)
}

/// How many bytes two words have in common where they begin.
fn beginning(word: &str, candidate: &str) -> usize {
    let pairs = word.bytes().zip(candidate.bytes());
    pairs
        .take_while(|(one, other)| one.eq_ignore_ascii_case(other))
        .count()
}

/// The longest word that is compared; this also bounds the work.
const LONGEST: usize = 64;

/// How many mistakes lie between a word and a candidate, if they are few enough; a letter beyond
/// ASCII counts as its bytes.
pub(crate) const fn nearness(word: &str, candidate: &str) -> Option<usize> {
    let (word, candidate) = (word.as_bytes(), candidate.as_bytes());
    let longest = if word.len() > candidate.len() {
        word.len()
    } else {
        candidate.len()
    };
    // A pasted page is no misspelt word.
    if longest > LONGEST {
        return None;
    }
    let distance = distance(word, candidate);
    if distance <= longest / 3 {
        Some(distance)
    } else {
        None
    }
}

/// How many mistakes lie between two words, neither of them longer than the longest.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    // Three rows of the usual table: two letters back (for exchanged neighbours), one back, now.
    let mut two_back = [0; LONGEST + 1];
    let mut one_back = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        one_back[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut row = [0; LONGEST + 1];
        row[0] = i + 1;
        let mut j = 0;
        while j < b.len() {
            let is_same = a[i].eq_ignore_ascii_case(&b[j]);
            let mut least = one_back[j] + if is_same { 0 } else { 1 };
            least = min(least, min(one_back[j + 1], row[j]) + 1);
            let is_exchange = i > 0
                && j > 0
                && a[i].eq_ignore_ascii_case(&b[j - 1])
                && a[i - 1].eq_ignore_ascii_case(&b[j]);
            if is_exchange {
                least = min(least, two_back[j - 1] + 1);
            }
            row[j + 1] = least;
            j += 1;
        }
        two_back = one_back;
        one_back = row;
        i += 1;
    }
    one_back[b.len()]
}

const fn min(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> usize {
        distance(a.as_bytes(), b.as_bytes())
    }

    #[test]
    fn each_kind_of_mistake_counts_one() {
        assert_eq!(between("burst", "burst"), 0);
        assert_eq!(between("bursst", "burst"), 1);
        assert_eq!(between("brst", "burst"), 1);
        assert_eq!(between("borst", "burst"), 1);
        assert_eq!(between("bursts", "burst"), 1);
        assert_eq!(between("burts", "burst"), 1);
        assert_eq!(between("", "burst"), 5);
        assert_eq!(between("burst", ""), 5);
    }

    #[test]
    fn a_word_is_near_up_to_a_third_of_its_length() {
        assert_eq!(
            nearest("on_outage", ["on-outage", "mode"]),
            Some("on-outage")
        );
        assert_eq!(nearest("mn", ["s", "min", "h", "d"]), Some("min"));
        assert_eq!(nearest("x", ["s", "h"]), None);
        assert_eq!(nearest("cashed", ["cost", "burst"]), None);
        assert_eq!(nearest("", ["s"]), None);
    }

    #[test]
    fn case_is_no_mistake_and_the_nearest_wins() {
        assert_eq!(
            nearest("PRINCIPAL", ["tenant", "principal"]),
            Some("principal")
        );
        assert_eq!(nearest("burst", ["bursts", "burst"]), Some("burst"));
        assert_eq!(nearest("aut", ["put", "auth"]), Some("auth"));
        assert_eq!(nearest("rates", ["rated", "rate"]), Some("rated"));
    }

    #[test]
    fn a_pasted_page_is_compared_with_nothing() {
        assert_eq!(nearest(&"a".repeat(1_000_000), ["timeout"]), None);
    }
}
