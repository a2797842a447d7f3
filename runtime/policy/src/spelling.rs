//! The nearest known word to one that is not known.

/// The one of `known` that `word` was most likely meant to be, if any is near.
///
/// Near is at most a third of the longer word's letters away, where a letter too many, one too
/// few, a wrong one and two exchanged neighbours count one each (the restricted form of
/// Damerau's distance). Upper and lower case are the same. The first of equals wins.
///
/// ```
/// use hardpoint_policy::nearest;
///
/// assert_eq!(nearest("tiemout", ["rate", "timeout"]), Some("timeout"));
/// assert_eq!(nearest("colour", ["rate", "timeout"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in known {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        let longest = word.len().max(letters.len());
        // A pasted page is no misspelt word; this also bounds the work.
        if longest > 64 {
            continue;
        }
        let distance = distance(&word, &letters);
        if distance <= longest / 3 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many mistakes lie between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    // Three rows of the usual table: two letters back (for exchanged neighbours), one back, now.
    let mut two_back: Vec<usize> = Vec::new();
    let mut one_back: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let changed = one_back[j] + usize::from(x != y);
            let mut least = changed.min(one_back[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                least = least.min(two_back[j - 1] + 1);
            }
            row.push(least);
        }
        two_back = std::mem::replace(&mut one_back, row);
    }
    one_back[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> usize {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        distance(&letters(a), &letters(b))
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
    }

    #[test]
    fn a_pasted_page_is_compared_with_nothing() {
        assert_eq!(nearest(&"a".repeat(1_000_000), ["timeout"]), None);
    }
}
