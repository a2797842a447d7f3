//! A store under a budget, and whether it is there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use metrics::{Counter, Gauge, counter, gauge};
use parking_lot::Mutex;

use super::choice::Store;
use super::rate_store::{AnyRateStore, Bucket, StoreError, Taken};
use crate::clock::{Clock, Moment};
use crate::within::{Late, within};

/// How long a store that failed is left alone at first.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How long it is left alone at most, after it failed again and again.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A store of rates that is asked within a budget, and not asked while it is away.
///
/// One failure is enough to call it away: the next request would wait for as long and in vain.
/// From then on, one request after each pause looks whether it is back.
#[derive(Debug)]
pub(crate) struct WatchedRates {
    store: Arc<dyn AnyRateStore>,
    namespace: String,
    budget: Duration,
    presence: Mutex<Presence>,
    meters: Meters,
}

#[derive(Debug, Clone, Copy)]
enum Presence {
    Here,
    Away { look_at: Moment, pause: Duration },
}

/// Why a store is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// It is there.
    Usual,
    /// It was away, and is looked for.
    Look,
}

/// The metrics of one store.
struct Meters {
    answered: Counter,
    late: Counter,
    failed: Counter,
    skipped: Counter,
    away: Gauge,
}

impl WatchedRates {
    /// The rates of a choice of stores; nothing where they are kept in memory.
    pub(crate) fn of(store: Store) -> Option<Self> {
        Some(Self {
            store: store.rates?,
            namespace: store.namespace,
            budget: store.budget,
            presence: Mutex::new(Presence::Here),
            meters: Meters::new("rates"),
        })
    }

    /// Whose keys they are.
    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Decides in the store, and says what was missing from each bucket; nothing where it is away.
    pub(crate) async fn take(&self, buckets: &[Bucket]) -> Option<Vec<Duration>> {
        let Some(ask) = self.ask() else {
            self.meters.skipped.increment(1);
            return None;
        };
        match within(self.budget, self.store.take(buckets)).await {
            Ok(Ok(Taken { missing, .. })) if missing.len() == buckets.len() => {
                self.meters.answered.increment(1);
                self.answered(ask);
                return Some(missing);
            }
            Ok(Ok(_)) => self.failed(ask, &StoreError::new("it answers what was not asked")),
            Ok(Err(error)) => self.failed(ask, &error),
            Err(Late) => {
                self.meters.late.increment(1);
                self.is_away(ask, &format_args!("no answer within {:?}", self.budget));
            }
        }
        None
    }

    fn ask(&self) -> Option<Ask> {
        let mut presence = self.presence.lock();
        match &mut *presence {
            Presence::Here => Some(Ask::Usual),
            Presence::Away { look_at, pause } => {
                let now = Clock::system().now();
                if now < *look_at {
                    return None;
                }
                // The others go on without, until this one knows.
                *look_at = now.after(self.budget).after(*pause);
                Some(Ask::Look)
            }
        }
    }

    fn failed(&self, ask: Ask, error: &StoreError) {
        self.meters.failed.increment(1);
        self.is_away(ask, error);
    }

    fn is_away(&self, ask: Ask, why: &dyn fmt::Display) {
        let now = Clock::system().now();
        let mut presence = self.presence.lock();
        match (&mut *presence, ask) {
            (Presence::Here, _) => {
                let pause = FIRST_PAUSE;
                let look_at = now.after(pause);
                *presence = Presence::Away { look_at, pause };
                self.meters.away.set(1.0);
                tracing::warn!(%why, "the store of rates is away: limits are decided in this process");
            }
            (Presence::Away { look_at, pause }, Ask::Look) => {
                *pause = (*pause * 2).min(LONGEST_PAUSE);
                *look_at = now.after(*pause);
            }
            // It was asked before it was known to be away.
            (Presence::Away { .. }, Ask::Usual) => {}
        }
    }

    fn answered(&self, ask: Ask) {
        // What was asked before it was away says nothing of it now.
        if ask == Ask::Usual {
            return;
        }
        let mut presence = self.presence.lock();
        if matches!(*presence, Presence::Away { .. }) {
            *presence = Presence::Here;
            self.meters.away.set(0.0);
            tracing::info!("the store of rates is back");
        }
    }
}

impl Meters {
    fn new(store: &'static str) -> Self {
        let calls = |outcome: &'static str| counter!("hardpoint.store.calls", "store" => store, "outcome" => outcome);
        let away = gauge!("hardpoint.store.away", "store" => store);
        away.set(0.0);
        Self {
            answered: calls("answered"),
            late: calls("late"),
            failed: calls("failed"),
            skipped: calls("skipped"),
            away,
        }
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}
