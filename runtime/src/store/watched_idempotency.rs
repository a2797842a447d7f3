//! The store of idempotency keys, under its budget.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::select;
use metrics::Counter;
use tokio::runtime::Handle;

use super::choice::Store;
use super::debts::{Debt, Debts, Next, Owed, Paid};
use super::idempotency_store::{AnyIdempotencyStore, ClaimOutcome, Lease};
use super::watch::Watch;
use crate::clock::Clock;
use crate::observe::catalogue::IDEMPOTENCY_UNRECORDED;

/// How often to look whether everything has been heard.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A store of idempotency keys that is asked within a budget, and not asked for new claims while it
/// is away. What it has to be told all the same it is told again, in the background, until it has
/// heard it.
pub(crate) struct WatchedIdempotency {
    store: Arc<dyn AnyIdempotencyStore>,
    watch: Watch,
    debts: Debts,
    /// Completions that the store has not heard of in time.
    unrecorded: Counter,
}

impl WatchedIdempotency {
    /// The keys of a choice of stores; nothing where they are kept in memory.
    pub(crate) fn of(store: &Store) -> Option<Self> {
        let meanwhile =
            "endpoints under `idempotent` answer 503, and no job begins that instances share";
        Some(Self {
            store: Arc::clone(store.idempotency.as_ref()?),
            watch: Watch::new("idempotency", meanwhile, store.idempotency_budget),
            debts: Debts::default(),
            unrecorded: IDEMPOTENCY_UNRECORDED.counter([]),
        })
    }

    /// Claims the key; nothing where the store is away.
    ///
    /// What may have been granted without anybody knowing, because the answer is late or lost or
    /// nobody waits for it any more, is given back.
    pub(crate) async fn claim(self: &Arc<Self>, lease: &Lease) -> Option<ClaimOutcome> {
        let open = Open {
            store: self,
            lease,
            is_asked: AtomicBool::new(false),
        };
        let call = async {
            open.is_asked.store(true, Ordering::Relaxed);
            self.store.claim(lease).await
        };
        let outcome = self.watch.over(call).await;
        if outcome.is_some() {
            open.is_asked.store(false, Ordering::Relaxed);
        }
        outcome
    }

    /// Begins the lease anew; whether it is still this owner's. Nothing where the store is away.
    pub(crate) async fn renew(&self, lease: &Lease) -> Option<bool> {
        self.watch.insist(self.store.renew(lease)).await
    }

    /// Ends the lease with this answer; whether it was still this owner's. Nothing where the store
    /// is away.
    pub(crate) async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Option<bool> {
        self.watch.insist(self.store.complete(lease, answer)).await
    }

    /// Gives the key back; whether it was still this owner's. Nothing where the store is away.
    pub(crate) async fn release(&self, lease: &Lease) -> Option<bool> {
        self.watch.insist(self.store.release(lease)).await
    }

    /// Gives the key back as soon as that can be done.
    pub(crate) fn release_soon(self: &Arc<Self>, lease: Lease) {
        self.owe(lease, Owed::Release);
    }

    /// Ends the lease with this answer as soon as that can be done.
    pub(crate) fn complete_soon(self: &Arc<Self>, lease: Lease, answer: Option<Arc<[u8]>>) {
        self.owe(lease, Owed::Completion(answer));
    }

    fn owe(self: &Arc<Self>, lease: Lease, owed: Owed) {
        let debt = Debt::new(lease, owed, Clock::system().now());
        if !self.debts.add(debt) {
            tracing::warn!(
                "too many idempotency keys wait for their store: one is left to its lease"
            );
        }
        self.work_on_debts();
    }

    /// Waits until the store has heard everything that it has to be told. Its caller has to know how
    /// long to wait.
    pub(crate) async fn settled(self: &Arc<Self>) {
        while self.debts.are_unheard() {
            // Whoever was at it may have ended with the thread.
            self.work_on_debts();
            Clock::system().sleep(LOOK_AGAIN).await;
        }
    }

    fn work_on_debts(self: &Arc<Self>) {
        // Without a runtime to do it, it is done with the next one that has one.
        if let Ok(runtime) = Handle::try_current()
            && self.debts.wait()
        {
            let store = Arc::clone(self);
            runtime.spawn(async move { store.settle_debts().await });
        }
    }

    async fn settle_debts(&self) {
        let clock = Clock::system();
        let Some(mut work) = self.debts.begin() else {
            return;
        };
        loop {
            let (place, debt) = match work.next(clock.now()) {
                Next::Say(place, debt) => (place, debt),
                Next::Wait(due) => {
                    select(clock.sleep_until(due), pin!(work.news())).await;
                    continue;
                }
                Next::Nothing => return,
            };
            let said = match &debt.owed {
                Owed::Release | Owed::ReleaseIfGranted => self.release(&debt.lease).await,
                Owed::Completion(answer) => self.complete(&debt.lease, answer.as_deref()).await,
            };
            let is_completion = matches!(debt.owed, Owed::Completion(_));
            let paid = debt.after(said, clock.now());
            match &paid {
                Paid::Lost => self.completed_too_late(),
                Paid::GivenUp if is_completion => {
                    self.unrecorded.increment(1);
                    tracing::error!(
                        "an answer is not recorded for its idempotency key: the store was away until its lease was over"
                    );
                }
                _ => {}
            }
            self.debts.paid(place, paid);
        }
    }

    /// A run was completed, and its key was somebody else's or forgotten by then.
    pub(crate) fn completed_too_late(&self) {
        self.unrecorded.increment(1);
        tracing::warn!("a run ended after it had lost its idempotency key");
    }
}

/// A claim to which there is no answer yet.
struct Open<'a> {
    store: &'a Arc<WatchedIdempotency>,
    lease: &'a Lease,
    is_asked: AtomicBool,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if *self.is_asked.get_mut() {
            self.store.owe(self.lease.clone(), Owed::ReleaseIfGranted);
        }
    }
}

impl std::fmt::Debug for WatchedIdempotency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WatchedIdempotency")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
