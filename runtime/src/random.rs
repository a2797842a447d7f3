//! The only source of randomness: ids, jitter and the keys of hashes.

use std::hash::{BuildHasher, RandomState};

/// Eighty random bits, for the tail of an id. Unpredictable enough to be unique, not a secret.
pub(crate) fn bits80() -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&fastrand::u128(..).to_ne_bytes()[..10]);
    bytes
}

/// 128 random bits, for the id of a trace. Unpredictable enough to be unique, not a secret.
pub(crate) fn bits128() -> u128 {
    fastrand::u128(..)
}

/// A number for one of many, which nobody else has drawn.
pub(crate) fn number() -> u64 {
    fastrand::u64(..)
}

/// A secret drawn from the system, so that nobody outside can foresee a hash made with it.
pub(crate) fn secret() -> (u64, u64) {
    let state = RandomState::new();
    (state.hash_one(0), state.hash_one(1))
}

/// 256 bits from the system, for a key that nobody can guess; nothing where it has none to give.
#[cfg(feature = "api-keys")]
pub(crate) fn key_bytes() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// One of the first `count` numbers from zero; zero where there is none.
#[cfg(feature = "redis")]
pub(crate) fn index(count: usize) -> usize {
    fastrand::usize(..count.max(1))
}

/// A number drawn evenly from `0 .. 1`.
pub(crate) fn share() -> f64 {
    fastrand::f64()
}

/// A factor drawn evenly from `1 - spread ..= 1 + spread`.
pub(crate) fn jitter(spread: f64) -> f64 {
    1.0 + (fastrand::f64() * 2.0 - 1.0) * spread
}

/// Whether something happens that happens so often, from never at 0 to always at 1.
#[cfg(feature = "otel")]
pub(crate) fn happens(share: f64) -> bool {
    fastrand::f64() < share
}
