//! Which of those before have the same hash: an index that a constant function can keep.

/// Into how many chains places are sorted.
const CHAINS: usize = 512;

/// Places of a list, sorted by a hash. A zero ends a chain; all else is a place and one.
pub(super) struct Chains<'s> {
    heads: [u32; CHAINS],
    next: &'s mut [u32],
}

impl<'s> Chains<'s> {
    /// None yet; `next` has room for every place, and is all zeros.
    pub(super) const fn new(next: &'s mut [u32]) -> Self {
        Self {
            heads: [0; CHAINS],
            next,
        }
    }

    /// The place that was put last under `hash`, or under one that shares its chain.
    pub(super) const fn first(&self, hash: u64) -> Option<usize> {
        place(self.heads[chain(hash)])
    }

    /// The place that was put before `place` into the same chain.
    pub(super) const fn after(&self, at: usize) -> Option<usize> {
        place(self.next[at])
    }

    /// Puts `at` under `hash`.
    #[expect(clippy::cast_possible_truncation, reason = "no list is that long")]
    pub(super) const fn put(&mut self, hash: u64, at: usize) {
        let chain = chain(hash);
        self.next[at] = self.heads[chain];
        self.heads[chain] = at as u32 + 1;
    }
}

const fn place(link: u32) -> Option<usize> {
    match link {
        0 => None,
        link => Some(link as usize - 1),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is less than 512")]
const fn chain(hash: u64) -> usize {
    (hash % CHAINS as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constant::hash;

    #[test]
    fn a_chain_holds_all_that_was_put_into_it() {
        let mut next = [0; 8];
        let mut chains = Chains::new(&mut next);
        for at in [1, 4, 6] {
            chains.put(7, at);
        }
        chains.put(8, 2);
        let mut found = Vec::new();
        let mut place = chains.first(7);
        while let Some(at) = place {
            found.push(at);
            place = chains.after(at);
        }
        assert_eq!(found, [6, 4, 1]);
        assert_eq!(chains.first(9), None);
    }

    #[test]
    fn names_with_numbers_are_spread_over_the_chains() {
        let mut lengths = [0; CHAINS];
        for at in 0..1_000 {
            lengths[chain(hash(&format!("item_number_{at}")))] += 1;
        }
        assert!(lengths.iter().all(|length| *length < 12), "{lengths:?}");
    }
}
