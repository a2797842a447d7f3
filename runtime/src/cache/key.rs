//! Under which key an answer is stored: everything it may depend on, and nothing else.

use std::sync::LazyLock;

use actix_web::http::Method;
use siphasher::sip128::{Hasher128, SipHasher13};

use crate::random;

/// The key of one answer: a keyed hash of 128 bits, and what of its making matters later.
///
/// The hash's key is drawn when the process starts, so that nobody can look for two requests
/// that share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CacheKey {
    /// What is looked up.
    pub(super) id: u128,
    /// The target's own hash, where the answer depends on more than the target: all variants
    /// have it in common.
    pub(super) target: Option<u128>,
    pub(super) class: MethodClass,
    /// Whether the request is a `HEAD`, which shares the key of `GET`.
    pub(super) head: bool,
    pub(super) scope: Scope,
    /// Whether the key holds a principal, so that a `private` answer may be stored under it.
    pub(super) holds_principal: bool,
}

/// The methods that share answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MethodClass {
    /// `GET` and `HEAD`.
    Get,
    /// `QUERY` and whatever else is safe (RFC 9110 §9.2.1).
    Safe,
    /// The others: what is stored answers equal requests, and no precondition applies to it.
    Unsafe,
}

impl MethodClass {
    pub(super) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD => Self::Get,
            Method::OPTIONS | Method::TRACE => Self::Safe,
            _ if method.as_str() == "QUERY" => Self::Safe,
            _ => Self::Unsafe,
        }
    }
}

/// For whom an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// For everybody, as the policy says aloud.
    Shared,
    /// Nothing is known of whom it is for.
    Open,
    /// For whoever is in the key.
    Private,
}

/// A hasher for one use of the process's secret; uses do not collide.
pub(super) fn hasher(usage: &[u8; 8]) -> SipHasher13 {
    static SECRET: LazyLock<(u64, u64)> = LazyLock::new(random::secret);
    let (first, second) = *SECRET;
    let mut hasher = SipHasher13::new_with_keys(first, second);
    std::hash::Hasher::write(&mut hasher, usage);
    hasher
}

/// The hash of what `hasher` has seen and then `parts`, each of which delimits itself.
pub(super) fn digest(mut hasher: SipHasher13, parts: &[&[u8]]) -> u128 {
    for part in parts {
        std::hash::Hasher::write(&mut hasher, part);
    }
    u128::from(hasher.finish128())
}
