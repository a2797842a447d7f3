//! Whether anything in a list can clash at all: what the compiler pays for a list that is right.

use super::Face;
use super::codes::BUILT_IN;
use super::shape::hash_of;
use crate::constant::{hash, mixed};
use crate::error::{ErrorCode, ErrorCodes};

/// How many slots there are, of which half is filled at most.
const SLOTS: usize = 4_096;

/// The lowest bits of a key: what a code means, below a bit that says that it is one. Where they are
/// all set, it is none.
const MEANING: u64 = 0x3_ffff;

/// Keys of names, routes and codes; an empty slot is zero.
struct Sieve {
    slots: [u64; SLOTS],
    count: usize,
}

/// Whether hashes alone say that nothing in `faces` clashes.
///
/// It errs towards doubt: where two are equal, or where there are more than it holds,
/// [`find`](super::find) looks at what they are of.
pub(super) const fn is_clean(faces: &[Face]) -> bool {
    let mut sieve = Sieve {
        slots: [0; SLOTS],
        count: 0,
    };
    let mut has_codes = false;
    let mut at = 0;
    while at < faces.len() {
        let face = &faces[at];
        // A name may be that of a code.
        if !sieve.is_first(!hash(face.name)) {
            return false;
        }
        if let Some(path) = face.path {
            let route = hash_of(path);
            let mut method = 0;
            while method < face.methods.len() {
                if !sieve.is_first(mixed(route ^ (face.methods[method] as u64 + 1))) {
                    return false;
                }
                method += 1;
            }
        }
        has_codes |= !face.errors.own.is_empty() || !face.errors.passed_on.is_empty();
        at += 1;
    }
    !has_codes || sieve.is_clean_of(faces)
}

impl Sieve {
    /// Whether nothing with this hash was there before.
    const fn is_first(&mut self, hash: u64) -> bool {
        self.put(hash | MEANING) == 0
    }

    /// Whether no code in `faces` has two meanings.
    const fn is_clean_of(&mut self, faces: &[Face]) -> bool {
        if !self.are_clean(&BUILT_IN) {
            return false;
        }
        let mut at = 0;
        while at < faces.len() {
            if !self.is_clean_with(faces[at].errors) {
                return false;
            }
            at += 1;
        }
        true
    }

    const fn is_clean_with(&mut self, codes: &ErrorCodes) -> bool {
        if !self.are_clean(codes.own) {
            return false;
        }
        let mut at = 0;
        while at < codes.passed_on.len() {
            if !self.is_clean_with(codes.passed_on[at]) {
                return false;
            }
            at += 1;
        }
        true
    }

    const fn are_clean(&mut self, codes: &[ErrorCode]) -> bool {
        let mut at = 0;
        while at < codes.len() {
            let code = &codes[at];
            let meaning = (MEANING + 1) / 2 + (code.status as u64 * 2 + code.retryable as u64);
            let key = code.hash & !MEANING | meaning;
            let found = self.put(key);
            if found != 0 && found != key {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The key that was there under the same hash, or zero where there was none, and this one is
    /// there now. If nothing more fits, that is a key of no hash.
    const fn put(&mut self, key: u64) -> u64 {
        if self.count == SLOTS / 2 {
            return MEANING;
        }
        let mut slot = (key >> 32) as usize;
        loop {
            slot %= SLOTS;
            let found = self.slots[slot];
            if found == 0 {
                self.slots[slot] = key;
                self.count += 1;
                return 0;
            }
            if (found ^ key) <= MEANING {
                return found;
            }
            slot += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sieve() -> Sieve {
        Sieve {
            slots: [0; SLOTS],
            count: 0,
        }
    }

    #[test]
    fn what_is_full_lets_nothing_pass_as_new() {
        let mut sieve = sieve();
        let all = (0..SLOTS as u64).filter(|at| sieve.is_first(mixed(*at)));
        assert_eq!(all.count(), SLOTS / 2);
    }

    #[test]
    fn a_code_may_be_there_again_with_its_meaning() {
        let gone = |status| [ErrorCode::new("gone", status, "E::Gone")];
        let mut sieve = sieve();
        assert!(sieve.are_clean(&gone(410)) && sieve.are_clean(&gone(410)));
        assert!(!sieve.are_clean(&gone(404)));
        assert!(!sieve.are_clean(&gone(410).map(|code| code.retryable(true))));
    }
}
