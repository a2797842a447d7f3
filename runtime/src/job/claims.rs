//! The store in which instances agree who runs a job: two leases a run.
//!
//! The lease on the *period* is taken by one instance and never again: one run of all instances
//! begins in a period. The lease on the *job* is held while a run goes on, and is as long as the run
//! may be: whatever becomes of its holder, another one begins after that at the earliest.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join;
use hardpoint_policy::JobSpec;
use sha2::{Digest, Sha256};

use super::outcome::Skipped;
use crate::clock::Clock;
use crate::random;
use crate::store::{ClaimOutcome, Lease, LeaseKey, WatchedIdempotency};

/// What lies between the end of a run's time and that of its lease: time to notice, and clocks that
/// do not run alike.
const SLACK: Duration = Duration::from_secs(5);
/// How far apart the clocks of instances may be without one of them running a period again.
const SKEW: Duration = Duration::from_secs(600);
/// How long a store that is away is asked again.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(250);

/// Where instances agree.
#[derive(Debug, Clone)]
pub(crate) struct Claims {
    store: Arc<WatchedIdempotency>,
    namespace: Arc<str>,
}

impl Claims {
    /// In a store, among the instances of the service of that name.
    pub(crate) fn new(store: Arc<WatchedIdempotency>, namespace: &str) -> Self {
        Self {
            store,
            namespace: namespace.into(),
        }
    }

    /// Claims the run of a job that is due at `period`.
    pub(super) async fn claim(&self, spec: &JobSpec, period: Duration) -> Result<Held, Skipped> {
        let owner = random::number();
        let limit = spec.limit().to_std();
        let length = limit + (limit / 10).max(SLACK);
        let every = spec.every.get().to_std();
        let of_period = Lease {
            key: self.key(spec, Some(period)),
            fingerprint: [0; 32],
            owner,
            length,
            ttl: (every * 2).max(SKEW),
            rerun_safe: false,
        };
        let of_job = Lease {
            key: self.key(spec, None),
            ttl: SLACK,
            // Whoever held it has ended, one way or another.
            rerun_safe: true,
            ..of_period.clone()
        };
        match self.ask(&of_period).await {
            Some(ClaimOutcome::Granted) => {}
            Some(_) => return Err(Skipped::Elsewhere),
            None => return Err(Skipped::StoreAway),
        }
        let store = Arc::clone(&self.store);
        let held = Held {
            store,
            of_job,
            of_period,
        };
        match self.ask(&held.of_job).await {
            Some(ClaimOutcome::Granted) => Ok(held),
            // The period stays taken: what is due while a run goes on is skipped.
            Some(_) => Err(Skipped::Overlap),
            None => {
                held.store.release_soon(held.of_period);
                Err(Skipped::StoreAway)
            }
        }
    }

    /// Asks for a lease, for a while where the store is away: one that has lost its connections is
    /// there at the second look.
    async fn ask(&self, lease: &Lease) -> Option<ClaimOutcome> {
        let clock = Clock::system();
        let end = clock.now().after(PATIENCE);
        loop {
            let answer = self.store.claim(lease).await;
            if answer.is_some() || clock.now() >= end {
                return answer;
            }
            clock.sleep(PAUSE).await;
        }
    }

    fn key(&self, spec: &JobSpec, period: Option<Duration>) -> LeaseKey {
        let period = period.map(|period| period.as_millis().to_be_bytes());
        let mut hash = Sha256::new();
        let parts: [&[u8]; 4] = [
            b"job",
            self.namespace.as_bytes(),
            spec.name.as_bytes(),
            period.as_ref().map_or(&[], |period| &period[..]),
        ];
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        LeaseKey(hash.finalize().into())
    }
}

/// What a run holds. Where nobody says how it ended, both leases run out by themselves.
pub(super) struct Held {
    store: Arc<WatchedIdempotency>,
    of_job: Lease,
    of_period: Lease,
}

impl Held {
    /// How often a run that goes on beyond its time has to say so.
    pub(super) fn sign_of_life(&self) -> Duration {
        self.of_job.length / 3
    }

    /// Begins the lease on the job anew; whether it is still this run's, as far as is known.
    pub(super) async fn renew(&self) -> bool {
        self.store.renew(&self.of_job).await != Some(false)
    }

    /// The run has ended: the next may begin, in another period.
    pub(super) async fn done(self) {
        let Self {
            store,
            of_job,
            of_period,
        } = self;
        let answer: &[u8] = b"done";
        let (completed, released) = join(
            store.complete(&of_period, Some(answer)),
            store.release(&of_job),
        )
        .await;
        if completed.is_none() {
            store.complete_soon(of_period, Some(answer.into()));
        }
        if released.is_none() {
            store.release_soon(of_job);
        }
    }

    /// The run was cut off, or never began: another instance may run in this period.
    pub(super) async fn give_back(self) {
        let Self {
            store,
            of_job,
            of_period,
        } = self;
        for lease in [of_period, of_job] {
            if store.release(&lease).await.is_none() {
                store.release_soon(lease);
            }
        }
    }
}
