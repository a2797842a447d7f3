//! Which of those before have the same hash: an index that a constant function can keep.

/// Into how many chains places are sorted.
const CHAINS: usize = 512;

/// What is kept of one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    hash: u64,
    next: Option<u32>,
}

impl Link {
    /// Of a place where nothing was put.
    pub(super) const NONE: Self = Self {
        hash: 0,
        next: None,
    };
}

/// Places of a list, found by a hash.
pub(super) struct Chains<'s> {
    heads: [Option<u32>; CHAINS],
    links: &'s mut [Link],
}

impl<'s> Chains<'s> {
    /// None yet; `links` has room for every place.
    pub(super) const fn new(links: &'s mut [Link]) -> Self {
        Self {
            heads: [None; CHAINS],
            links,
        }
    }

    /// The place that was put last under `hash`.
    pub(super) const fn first(&self, hash: u64) -> Option<usize> {
        self.among(self.heads[chain(hash)], hash)
    }

    /// The place that was put under the same hash before `place` was.
    pub(super) const fn before(&self, place: usize) -> Option<usize> {
        let Link { hash, next } = self.links[place];
        self.among(next, hash)
    }

    const fn among(&self, mut chain: Option<u32>, hash: u64) -> Option<usize> {
        while let Some(place) = chain {
            let link = &self.links[place as usize];
            if link.hash == hash {
                return Some(place as usize);
            }
            chain = link.next;
        }
        None
    }

    /// Puts `place` under `hash`.
    #[expect(clippy::cast_possible_truncation, reason = "no list is that long")]
    pub(super) const fn put(&mut self, hash: u64, place: usize) {
        let head = &mut self.heads[chain(hash)];
        self.links[place] = Link { hash, next: *head };
        *head = Some(place as u32);
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
    fn what_was_put_under_a_hash_is_found_under_it_alone() {
        let mut links = [Link::NONE; 8];
        let mut chains = Chains::new(&mut links);
        let neighbour = 7 + CHAINS as u64;
        for (hash, place) in [(7, 1), (neighbour, 2), (7, 4), (8, 5), (7, 6)] {
            chains.put(hash, place);
        }
        let all = |hash| {
            let mut found = Vec::new();
            let mut next = chains.first(hash);
            while let Some(place) = next {
                found.push(place);
                next = chains.before(place);
            }
            found
        };
        assert_eq!(all(7), [6, 4, 1]);
        assert_eq!(all(neighbour), [2]);
        assert_eq!(all(9), [0; 0]);
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
