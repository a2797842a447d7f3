//! The trait of stores that keep idempotency keys for several instances at once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::rate_store::StoreError;
use crate::context::RequestContext;

/// Keeps idempotency keys outside of this process, for all instances that share it.
///
/// A run takes a [`Lease`] on its key, renews it while it goes on, and ends it: with its answer,
/// which is then given to whoever asks again, or by giving the key back. What is known of a key
/// follows from what was said of it, and from the time:
///
/// ```text
///            claim                complete
///   nothing ───────▶ running ───────────────▶ done ──(ttl)──▶ nothing
///      ▲                │  ▲ │
///      └──── release ───┘  │ └─(lease ran out)─▶ unknown ──(ttl)──▶ nothing
///                        renew
/// ```
///
/// A store keeps five promises, which the suite of the feature `acceptance` checks:
///
/// - **One decision.** A claim looks and takes at once: of any number of claims at the same time one
///   is granted.
/// - **One owner.** Only the owner of a lease can renew, complete or release it. Once somebody else
///   has claimed the key, the owner before has lost it for good.
/// - **Once or twice is the same.** Whatever an owner has said it may say again, for the answer may
///   have been lost: a claim is granted again, a completion is true again.
/// - **One clock.** Time is the store's own, never that of an instance.
/// - **It lasts.** What was granted is not forgotten before its time: a request would be executed
///   twice. How far a store keeps that when its server fails is for its documentation to say.
///
/// Each should be one round trip. How long it takes is the caller's concern: a call that is late is
/// dropped, and may have been done or not.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::{Arc, Mutex, MutexGuard};
/// use std::time::{Duration, Instant};
///
/// use hardpoint::store::{ClaimOutcome, IdempotencyStore, Lease, LeaseKey, StoreError};
///
/// /// For instances that are threads of one process.
/// #[derive(Debug, Clone, Default)]
/// struct Common(Arc<Mutex<HashMap<LeaseKey, Known>>>);
///
/// #[derive(Debug)]
/// struct Known {
///     fingerprint: [u8; 32],
///     owner: u64,
///     /// Until when it runs; nothing once it is done.
///     lease_ends: Option<Instant>,
///     answer: Option<Vec<u8>>,
///     expires: Instant,
/// }
///
/// impl Common {
///     fn keys(&self) -> Result<MutexGuard<'_, HashMap<LeaseKey, Known>>, StoreError> {
///         let mut keys = self.0.lock().map_err(|_| StoreError::new("a thread has panicked"))?;
///         keys.retain(|_, known| Instant::now() < known.expires);
///         Ok(keys)
///     }
/// }
///
/// /// A span that ends before the end of time.
/// fn after(span: Duration) -> Instant {
///     Instant::now() + span.min(Duration::from_secs(1_000_000_000))
/// }
///
/// impl IdempotencyStore for Common {
///     async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
///         let mut keys = self.keys()?;
///         if let Some(known) = keys.get(&lease.key) {
///             if known.fingerprint != lease.fingerprint {
///                 return Ok(ClaimOutcome::Mismatch);
///             }
///             let is_ours = known.lease_ends.is_some() && known.owner == lease.owner;
///             let is_running = known.lease_ends.is_some_and(|ends| Instant::now() < ends);
///             match &known.answer {
///                 _ if is_ours => {}
///                 _ if is_running => return Ok(ClaimOutcome::InFlight),
///                 Some(answer) => return Ok(ClaimOutcome::Answered(answer.clone())),
///                 None if lease.rerun_safe => {}
///                 None => return Ok(ClaimOutcome::OutcomeUnknown),
///             }
///         }
///         let known = Known {
///             fingerprint: lease.fingerprint,
///             owner: lease.owner,
///             lease_ends: Some(after(lease.length)),
///             answer: None,
///             expires: after(lease.length.saturating_add(lease.ttl)),
///         };
///         keys.insert(lease.key, known);
///         Ok(ClaimOutcome::Granted)
///     }
///
///     async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
///         let mut keys = self.keys()?;
///         let known = keys.get_mut(&lease.key).filter(|it| it.owner == lease.owner);
///         let Some(known) = known.filter(|it| it.lease_ends.is_some()) else {
///             return Ok(false);
///         };
///         known.lease_ends = Some(after(lease.length));
///         known.expires = after(lease.length.saturating_add(lease.ttl));
///         Ok(true)
///     }
///
///     async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
///         let mut keys = self.keys()?;
///         let Some(known) = keys.get_mut(&lease.key).filter(|it| it.owner == lease.owner) else {
///             return Ok(false);
///         };
///         if known.lease_ends.take().is_some() {
///             known.answer = answer.map(<[u8]>::to_vec);
///             known.expires = after(lease.ttl);
///         }
///         Ok(true)
///     }
///
///     async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
///         let mut keys = self.keys()?;
///         let runs = |it: &Known| it.owner == lease.owner && it.lease_ends.is_some();
///         let is_ours = keys.get(&lease.key).is_some_and(runs);
///         Ok(is_ours && keys.remove(&lease.key).is_some())
///     }
/// }
///
/// let store = Common::default();
/// let hardpoint = hardpoint::Hardpoint::builder()
///     .store(hardpoint::Store::memory().idempotency(store.clone()))
///     .build()?;
///
/// # #[cfg(feature = "acceptance")] {
/// // In its tests, with the feature `acceptance`:
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
/// # runtime.block_on(async {
/// hardpoint::store::acceptance::idempotency(&store).await;
/// # });
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `IdempotencyStore`",
    label = "this does not keep idempotency keys",
    note = "help: implement it: `impl IdempotencyStore for {Self} {{ async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {{ … }} … }}`"
)]
pub trait IdempotencyStore: fmt::Debug + Send + Sync + 'static {
    /// Takes the lease if its key is free, and says else why not. It is free where nothing is known
    /// of it, and where a lease of the same owner is; where the lease is
    /// [`rerun_safe`](Lease::rerun_safe), also where an equal request ran and has left no answer.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from deciding: the store counts as away then for a while, and the request
    /// is refused. This is the same for all of its calls.
    fn claim(&self, lease: &Lease)
    -> impl Future<Output = Result<ClaimOutcome, StoreError>> + Send;

    /// Begins the lease anew, from now; whether the key is still this owner's. A lease that has run
    /// out may be taken up again as long as nobody else has claimed the key.
    fn renew(&self, lease: &Lease) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Ends the lease and keeps the answer, for [`ttl`](Lease::ttl) from now; whether the key was
    /// this owner's. Without an answer, the outcome is unknown from now on.
    fn complete(
        &self,
        lease: &Lease,
        answer: Option<&[u8]>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Forgets the key if this owner runs under it still; whether that was so.
    fn release(&self, lease: &Lease) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// One that is shared.
impl<S: IdempotencyStore> IdempotencyStore for Arc<S> {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        (**self).claim(lease).await
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        (**self).renew(lease).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        (**self).complete(lease, answer).await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        (**self).release(lease).await
    }
}

/// The same with its futures boxed, so that a runtime need not know which it is; and no part of the
/// request for which it is asked: neither has it its deadline, nor is what it writes an effect of it.
pub(super) trait AnyIdempotencyStore: fmt::Debug + Send + Sync {
    fn claim<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<ClaimOutcome, StoreError>>;
    fn renew<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<bool, StoreError>>;
    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        answer: Option<&'a [u8]>,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;
    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<bool, StoreError>>;
}

impl<S: IdempotencyStore> AnyIdempotencyStore for S {
    fn claim<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<ClaimOutcome, StoreError>> {
        Box::pin(RequestContext::outside(IdempotencyStore::claim(
            self, lease,
        )))
    }

    fn renew<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(RequestContext::outside(IdempotencyStore::renew(
            self, lease,
        )))
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        answer: Option<&'a [u8]>,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let call = IdempotencyStore::complete(self, lease, answer);
        Box::pin(RequestContext::outside(call))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(RequestContext::outside(IdempotencyStore::release(
            self, lease,
        )))
    }
}

/// One run's hold on an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it holds.
    pub key: LeaseKey,
    /// What the request is: a key belongs to one request, and requests are equal where these are.
    pub fingerprint: [u8; 32],
    /// Who runs: a number drawn at random for each run.
    pub owner: u64,
    /// How long a run may go on without a sign of life.
    pub length: Duration,
    /// How long an answer is kept, or the lack of one.
    pub ttl: Duration,
    /// Whether a request may run again where an equal one ran and nobody knows what came of it.
    pub rerun_safe: bool,
}

/// The name of an idempotency key: a hash of whose it is and where, the same in every instance.
///
/// `Display` writes it as `hardpoint:{0123456789abcdef}:lease:…` with all of its digits; each is a
/// group of its own by what stands in braces, and so on one server of a Redis Cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeaseKey(pub [u8; 32]);

impl fmt::Display for LeaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (group, rest) = self.0.split_at(8);
        let hex = |f: &mut fmt::Formatter<'_>, bytes: &[u8]| {
            bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
        };
        f.write_str("hardpoint:{")?;
        hex(f, group)?;
        f.write_str("}:lease:")?;
        hex(f, rest)
    }
}

/// What came of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// The key is this owner's.
    Granted,
    /// An equal request is running.
    InFlight,
    /// The key was used for another request.
    Mismatch,
    /// An equal request was completed with this answer.
    Answered(Vec<u8>),
    /// An equal request ran, and nobody knows what came of it.
    OutcomeUnknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_with_all_of_its_digits_and_a_group() {
        let mut key = [0; 32];
        (key[0], key[8], key[31]) = (0xfe, 0xab, 0x01);
        let written = LeaseKey(key).to_string();
        let rest = format!("ab{}01", "0".repeat(44));
        assert_eq!(
            written,
            format!("hardpoint:{{fe{}}}:lease:{rest}", "0".repeat(14))
        );
    }
}
