//! Whether anything in a list can clash at all: what the compiler pays for a list that is right.

use hardpoint_policy::EndpointSpec;

use super::Face;
use super::codes::BUILT_IN;
use crate::error::{ErrorCode, ErrorCodes};
use crate::promises::Stated;

/// How many slots there are, of which half is filled at most.
const SLOTS: usize = 4_096;

/// By which a key says where it is put: as many of its upper bits are left as slots have numbers.
const SHIFT: u32 = u64::BITS - SLOTS.trailing_zeros();

/// The lowest bits of a key, by which two of one hash may differ: the methods of a route, or what a
/// code means, below a bit that says that it is a code's. In the key of a name they are all set.
const MEANING: u64 = EndpointSpec::METHODS;

/// Keys of endpoints, and of codes; an empty slot is zero.
struct Sieve {
    slots: [u64; SLOTS],
    count: usize,
}

/// Whether keys alone say that nothing in `faces` clashes.
///
/// It errs towards doubt: where two are equal, or where there are more than it holds,
/// [`find`](super::find) looks at what they are of. The compiler pays for each step of it, and for a
/// call as for many.
pub(super) const fn is_clean(faces: &[Face]) -> bool {
    if faces.len() > SLOTS / 4 {
        return false;
    }
    let mut slots = [0; SLOTS];
    let mut has_codes = false;
    let mut at = 0;
    while at < faces.len() {
        let Stated {
            keys: [name, route],
            errors,
            ..
        } = faces[at].stated;
        let mut slot = (name >> SHIFT) as usize;
        while slots[slot] != 0 {
            if (slots[slot] ^ name) <= MEANING {
                return false;
            }
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = name;
        let mut slot = (route >> SHIFT) as usize;
        while slots[slot] != 0 {
            if (slots[slot] ^ route) <= MEANING {
                if slots[slot] & route & MEANING != 0 {
                    return false;
                }
                break;
            }
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] |= route;
        match errors {
            None
            | Some(ErrorCodes {
                own: [],
                passed_on: [],
            }) => {}
            Some(_) => has_codes = true,
        }
        at += 1;
    }
    if !has_codes {
        return true;
    }
    let count = 2 * faces.len();
    Sieve { slots, count }.is_clean_of(faces)
}

impl Sieve {
    /// Whether no code in `faces` has two meanings.
    const fn is_clean_of(&mut self, faces: &[Face]) -> bool {
        if !self.are_clean(&BUILT_IN) {
            return false;
        }
        let mut at = 0;
        while at < faces.len() {
            if let Some(errors) = faces[at].stated.errors
                && !self.is_clean_with(errors)
            {
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
            let meaning = MEANING.div_ceil(2) + (code.status as u64 * 2 + code.retryable as u64);
            let key = code.hash & !MEANING | meaning;
            let found = self.put(key);
            if found != 0 && found != key {
                return false;
            }
            at += 1;
        }
        true
    }

    /// What was there of the same hash, to which `key` is joined: zero if nothing was. Where nothing
    /// more fits, anything was.
    const fn put(&mut self, key: u64) -> u64 {
        if self.count >= SLOTS / 2 {
            return u64::MAX;
        }
        let mut slot = (key >> SHIFT) as usize;
        loop {
            let found = self.slots[slot];
            if found == 0 {
                self.count += 1;
            }
            if found == 0 || (found ^ key) <= MEANING {
                self.slots[slot] = found | key;
                return found;
            }
            slot = (slot + 1) % SLOTS;
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
        let new = (1..=SLOTS as u64).filter(|at| sieve.put(at << 20) == 0);
        assert_eq!(new.count(), SLOTS / 2);
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
