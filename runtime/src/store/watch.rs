//! A store under a budget, and whether it is there.

use std::fmt;
use std::time::Duration;

use metrics::Counter;
use parking_lot::Mutex;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::rate_store::StoreError;
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
use crate::observe::Share;
use crate::observe::catalogue::{STORE_AWAY, STORE_CALLS};
use crate::traces::{failed, stage};
use crate::within::{Late, within};

/// How long a store that failed is left alone at first.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How long it is left alone at most, after it failed again and again.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Asks a store within a budget, and not while it is away.
///
/// One failure is enough to call it away: the next request would wait for as long and in vain.
/// From then on, one request after each pause looks whether it is back.
#[derive(Debug)]
pub(super) struct Watch {
    /// What is kept there.
    what: &'static str,
    /// What becomes of requests while it is away.
    meanwhile: &'static str,
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
    away: Share,
}

impl Watch {
    /// Over the store of `what`; `meanwhile` is what the log says of requests while it is away.
    pub(super) fn new(what: &'static str, meanwhile: &'static str, budget: Duration) -> Self {
        Self {
            what,
            meanwhile,
            budget,
            presence: Mutex::new(Presence::Here),
            meters: Meters::new(what),
        }
    }

    /// What the store answers to `call`, which begins when it is first polled; nothing where it is
    /// away.
    pub(super) async fn over<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Option<T> {
        let Some(ask) = self.ask() else {
            self.meters.skipped.increment(1);
            return None;
        };
        self.asked(ask, call).await
    }

    /// The same for what has to be said whether or not it is away; nothing where that did not come
    /// to an answer.
    pub(super) async fn insist<T>(
        &self,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Option<T> {
        let ask = self.ask().unwrap_or(Ask::Look);
        self.asked(ask, call).await
    }

    async fn asked<T>(
        &self,
        ask: Ask,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Option<T> {
        let request = RequestContext::current().map(|request| (request, Clock::system().now()));
        let span = stage!(
            "store",
            otel.name = format_args!("store {}", self.what),
            otel.kind = "client",
            hardpoint.store = self.what,
            error.type = Empty,
            otel.status_code = Empty,
        );
        let outcome = within(self.budget, call).instrument(span.clone()).await;
        if let Some((request, began)) = request {
            request
                .spent()
                .stores
                .add(Clock::system().now().since(began));
        }
        match outcome {
            Ok(Ok(answer)) => {
                self.meters.answered.increment(1);
                self.answered(ask);
                return Some(answer);
            }
            Ok(Err(error)) => {
                failed(&span, "failed");
                self.meters.failed.increment(1);
                self.is_away(ask, &error);
            }
            Err(Late) => {
                failed(&span, "late");
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

    fn is_away(&self, ask: Ask, why: &dyn fmt::Display) {
        let now = Clock::system().now();
        let mut presence = self.presence.lock();
        match (&mut *presence, ask) {
            (Presence::Here, _) => {
                let pause = FIRST_PAUSE;
                let look_at = now.after(pause);
                *presence = Presence::Away { look_at, pause };
                self.meters.away.set(1.0);
                let Self {
                    what, meanwhile, ..
                } = self;
                tracing::warn!(%why, "the store of {what} is away: {meanwhile}");
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
            tracing::info!("the store of {} is back", self.what);
        }
    }
}

impl Meters {
    fn new(store: &'static str) -> Self {
        let calls = |outcome| STORE_CALLS.counter([store, outcome]);
        Self {
            answered: calls("answered"),
            late: calls("late"),
            failed: calls("failed"),
            skipped: calls("skipped"),
            away: Share::of(STORE_AWAY.gauge([store])),
        }
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}
