//! `idempotent`: equal requests under one key run once.

use crate::Duration;

/// How `Idempotency-Key` is honoured: a flag, or `ttl:24h optional rerun-safe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotency {
    /// How long an answer is kept for replay; `24h` where nothing is said.
    pub ttl: Duration,
    /// Whether a request without a key is let through, unprotected.
    pub optional: bool,
    /// Whether a run whose outcome is unknown may be run again.
    pub rerun_safe: bool,
}
