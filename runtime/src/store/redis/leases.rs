//! Idempotency keys in Redis or Valkey: one script a step, by the server's clock.

use std::time::Duration;

use redis::{Script, ScriptInvocation};

use super::handle::Redis;
use crate::store::{ClaimOutcome, IdempotencyStore, Lease, StoreError};

/// The scripts, one for each step of a lease.
#[derive(Clone)]
pub(super) struct Scripts {
    claim: Script,
    renew: Script,
    complete: Script,
    release: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            claim: Script::new(include_str!("leases/claim.lua")),
            renew: Script::new(include_str!("leases/renew.lua")),
            complete: Script::new(include_str!("leases/complete.lua")),
            release: Script::new(include_str!("leases/release.lua")),
        }
    }
}

/// The longest span that is kept, in microseconds: a hundred years. With the time of day it still is
/// a number that the scripts can count with.
const LONGEST: u64 = 100 * 365 * 24 * 3600 * 1_000_000;

/// Each step is one round trip: a script that looks and writes, by the server's clock. A key is one
/// hash that expires with what is known of it. Should the server have lost the scripts, in a restart
/// or a failover, they are sent again.
///
/// A Redis forgets what it has not written to disk or to a replica when it fails, and with it which
/// requests have run: those are executed again when they are sent again. `appendonly yes` with
/// `appendfsync always` keeps everything but for the loss of the machine; a failover loses what the
/// replica had not been sent. It must not evict keys either: `maxmemory-policy noeviction`. Where a
/// request must not be executed twice whatever happens, that is what `idempotent = "tx"` is for.
impl IdempotencyStore for Redis {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        let mut call = self.leases.claim.key(lease.key.to_string());
        call.arg(&lease.fingerprint[..])
            .arg(lease.owner)
            .arg(micros(lease.length))
            .arg(micros(lease.ttl))
            .arg(u8::from(lease.rerun_safe));
        let answer: Vec<Vec<u8>> = self.line.run(&call).await?;
        let mut parts = answer.into_iter();
        match (parts.next().as_deref(), parts.next()) {
            (Some(b"granted"), _) => Ok(ClaimOutcome::Granted),
            (Some(b"in_flight"), _) => Ok(ClaimOutcome::InFlight),
            (Some(b"mismatch"), _) => Ok(ClaimOutcome::Mismatch),
            (Some(b"unknown"), _) => Ok(ClaimOutcome::OutcomeUnknown),
            (Some(b"answered"), Some(answer)) => Ok(ClaimOutcome::Answered(answer)),
            _ => Err(StoreError::new("it answers a claim with something else")),
        }
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        let mut call = self.step(&self.leases.renew, lease);
        call.arg(micros(lease.length)).arg(micros(lease.ttl));
        self.line.run(&call).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        let mut call = self.step(&self.leases.complete, lease);
        call.arg(micros(lease.ttl))
            .arg(u8::from(answer.is_some()))
            .arg(answer.unwrap_or_default());
        self.line.run(&call).await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        let call = self.step(&self.leases.release, lease);
        self.line.run(&call).await
    }
}

impl Redis {
    /// What an owner says of its lease.
    fn step<'s>(&self, script: &'s Script, lease: &Lease) -> ScriptInvocation<'s> {
        let mut call = script.key(lease.key.to_string());
        call.arg(lease.owner);
        call
    }
}

/// No span is shorter than what the server counts in.
fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros())
        .unwrap_or(LONGEST)
        .clamp(1, LONGEST)
}
