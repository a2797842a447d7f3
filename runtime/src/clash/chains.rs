//! What was put under the same hash before: an index that a constant function can keep.

/// Into how many chains links are sorted.
const CHAINS: usize = 512;

/// What is kept of one hash that was put.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    hash: u64,
    next: Option<u32>,
}

impl Link {
    /// Where nothing was put.
    pub(super) const NONE: Self = Self {
        hash: 0,
        next: None,
    };
}

/// Numbers in the order in which they are put, found by a hash.
pub(super) struct Chains<'s> {
    heads: [Option<u32>; CHAINS],
    links: &'s mut [Link],
    count: usize,
}

impl<'s> Chains<'s> {
    /// None yet; `links` has room for all that will be put.
    pub(super) const fn new(links: &'s mut [Link]) -> Self {
        Self {
            heads: [None; CHAINS],
            links,
            count: 0,
        }
    }

    /// The number that was put last under `hash`.
    pub(super) const fn first(&self, hash: u64) -> Option<usize> {
        self.among(self.heads[chain(hash)], hash)
    }

    /// The number that was put under the same hash before `number` was.
    pub(super) const fn before(&self, number: usize) -> Option<usize> {
        let Link { hash, next } = self.links[number];
        self.among(next, hash)
    }

    const fn among(&self, mut chain: Option<u32>, hash: u64) -> Option<usize> {
        while let Some(number) = chain {
            let link = &self.links[number as usize];
            if link.hash == hash {
                return Some(number as usize);
            }
            chain = link.next;
        }
        None
    }

    /// Puts the next number under `hash`, and gives it back.
    #[expect(clippy::cast_possible_truncation, reason = "no list is that long")]
    pub(super) const fn put(&mut self, hash: u64) -> usize {
        let number = self.count;
        let head = &mut self.heads[chain(hash)];
        self.links[number] = Link { hash, next: *head };
        *head = Some(number as u32);
        self.count += 1;
        number
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
        for (number, hash) in [7, neighbour, 7, 8, 7].into_iter().enumerate() {
            assert_eq!(chains.put(hash), number);
        }
        let all = |hash| {
            let mut found = Vec::new();
            let mut next = chains.first(hash);
            while let Some(number) = next {
                found.push(number);
                next = chains.before(number);
            }
            found
        };
        assert_eq!(all(7), [4, 2, 0]);
        assert_eq!(all(neighbour), [1]);
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
