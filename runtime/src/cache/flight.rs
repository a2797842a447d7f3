//! One run per key in the whole process, whoever waits for it on whichever worker.
//!
//! A flight is a run of the handler that others may join. It is a task of its own on the worker
//! whose request began it, so it outlives that request; everybody, the one who began it included,
//! has a [`Seat`] and waits in the same way. When the last seat is given back, the run is
//! aborted. However a run ends, by its result, a panic, or its worker's death, it lands: a guard
//! in the task sees to that, so nobody waits for what cannot come.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use actix_web::rt;
use futures_util::future::{self, Either, LocalBoxFuture};
use hashbrown::HashMap;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::entry::Entry;
use super::stamps::{Birth, Stamps};
use super::tags::Tag;
use tracing::Instrument as _;

use crate::clock::{Moment, Sleep};
use crate::error::Problem;
use crate::store::{AsHashed, StoredResponse};

/// How a run ended.
#[derive(Debug, Clone)]
pub(super) enum Landed {
    /// With an answer that all may have.
    Entry { entry: Arc<Entry>, stored: bool },
    /// With one that another instance has made.
    Found(Arc<Entry>),
    /// With an error, for all who wait now.
    Failed(Arc<Problem>),
    /// With an error response that is not one of ours, likewise.
    Refused(Arc<StoredResponse>),
    /// With an answer for the one who began it alone.
    Personal,
}

/// The flights that can be joined, by key.
#[derive(Debug, Default)]
pub(super) struct Flights {
    table: Mutex<HashMap<u128, Arc<Flight>, AsHashed>>,
}

/// What a flight is, as far as joining goes.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) key: u128,
    pub(super) tags: Box<[Tag]>,
    /// After this nobody joins: a run that hangs must not hold its key for ever.
    pub(super) until: Option<Moment>,
}

/// What [`Flights::board`] found.
pub(super) enum Boarded {
    /// The answer has been stored since it was looked up.
    Stored(Arc<Entry>),
    /// Somebody's run is under way.
    Joined(Seat),
    /// Nobody's is: the caller must [`launch`](Lead::launch) one.
    Lead(Lead),
}

impl Flights {
    /// A seat on the flight of that key, or the lead of a new one.
    ///
    /// A flight that began before one of its tags was invalidated is not joined, nor one of which
    /// that is not known any more, nor one past its end; a new one takes its place, while it goes on for those who are aboard. `stored` looks
    /// the answer up once more where there is no flight, since one may just have landed.
    pub(super) fn board(
        self: &Arc<Self>,
        route: Route,
        stamps: &Stamps,
        now: Moment,
        stored: impl FnOnce() -> Option<Arc<Entry>>,
    ) -> Boarded {
        let mut table = self.table.lock();
        if let Some(flight) = table.get(&route.key)
            && flight.takes_more(stamps, now)
        {
            return Boarded::Joined(Seat::taken(flight));
        }
        if let Some(entry) = stored() {
            return Boarded::Stored(entry);
        }
        let flight = Arc::new(Flight {
            birth: stamps.birth(now),
            flights: Arc::clone(self),
            route,
            seats: AtomicUsize::new(0),
            landed: OnceLock::new(),
            news: Notify::new(),
            run: OnceLock::new(),
        });
        table.insert(flight.route.key, Arc::clone(&flight));
        Boarded::Lead(Lead {
            seat: Seat::taken(&flight),
            landing: Landing(flight),
        })
    }

    /// How many are aboard the flight of that key that can be joined.
    #[cfg(test)]
    pub(super) fn aboard(&self, key: u128) -> usize {
        let seats = |flight: &Arc<Flight>| flight.seats.load(Ordering::Acquire);
        self.table.lock().get(&key).map_or(0, seats)
    }

    /// Takes a flight off the table, unless another has taken its place.
    fn close(table: &mut HashMap<u128, Arc<Flight>, AsHashed>, flight: &Arc<Flight>) {
        let key = flight.route.key;
        if table
            .get(&key)
            .is_some_and(|open| Arc::ptr_eq(open, flight))
        {
            table.remove(&key);
        }
    }
}

/// One run.
struct Flight {
    route: Route,
    birth: Birth,
    flights: Arc<Flights>,
    /// Taken under the table's lock; given back without it, except the last.
    seats: AtomicUsize,
    landed: OnceLock<Landed>,
    news: Notify,
    run: OnceLock<AbortHandle>,
}

impl Flight {
    fn takes_more(&self, stamps: &Stamps, now: Moment) -> bool {
        self.route.until.is_none_or(|until| now < until)
            && stamps.are_trusted(self.birth.at, now)
            && stamps.hold(self.birth, &self.route.tags)
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight")
            .field("seats", &self.seats)
            .field("landed", &self.landed.get().is_some())
            .finish_non_exhaustive()
    }
}

/// How long a run goes on without anybody aboard.
pub(super) enum Hold {
    /// Not at all.
    WhileAwaited,
    /// Until that has passed.
    Until(Sleep),
    /// To its end.
    ToTheEnd,
}

/// The right and the duty to launch a run; dropped unused, the flight lands as failed.
pub(super) struct Lead {
    seat: Seat,
    landing: Landing,
}

impl Lead {
    /// When the flight began.
    pub(super) fn birth(&self) -> Birth {
        self.seat.flight.birth
    }

    /// Starts `run` on this thread's worker and gives the caller's own seat.
    pub(super) fn launch(self, hold: Hold, run: LocalBoxFuture<'static, Landed>) -> Seat {
        let Self { seat, landing } = self;
        let held = match hold {
            Hold::WhileAwaited => None,
            Hold::ToTheEnd => Some((seat.another(), None)),
            Hold::Until(end) => Some((seat.another(), Some(end))),
        };
        let run = run.in_current_span();
        let task = rt::spawn(async move {
            // Moved in here whole, so that it falls with the task, however that ends.
            let landing = landing;
            let landed = match held {
                Some((held, Some(end))) => match future::select(run, end).await {
                    Either::Left((landed, _)) => landed,
                    Either::Right(((), run)) => {
                        drop(held);
                        run.await
                    }
                },
                Some((_held, None)) => run.await,
                None => run.await,
            };
            landing.land(landed);
        });
        // Set before the seat can be given back: nothing is awaited in between.
        let _ = seat.flight.run.set(task.abort_handle());
        seat
    }
}

/// Sees to it that a flight lands.
struct Landing(Arc<Flight>);

impl Landing {
    fn land(self, landed: Landed) {
        self.settle(landed);
    }

    fn settle(&self, landed: Landed) {
        let flight = &self.0;
        // Off the table first: who comes later finds what is stored, or begins anew.
        Flights::close(&mut flight.flights.table.lock(), flight);
        if flight.landed.set(landed).is_ok() {
            flight.news.notify_waiters();
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if self.0.landed.get().is_none() {
            self.settle(Landed::Failed(Arc::new(Problem::internal())));
        }
    }
}

/// The wish of one request to see a run's end. Given back by dropping it.
#[derive(Debug)]
pub(super) struct Seat {
    flight: Arc<Flight>,
}

impl Seat {
    /// Under the table's lock, or from a seat that is held.
    fn taken(flight: &Arc<Flight>) -> Self {
        flight.seats.fetch_add(1, Ordering::Relaxed);
        Self {
            flight: Arc::clone(flight),
        }
    }

    fn another(&self) -> Self {
        Self::taken(&self.flight)
    }

    /// How the run ended, once it has. Can be dropped at any time.
    pub(super) async fn landed(&self) -> Landed {
        loop {
            // Before the look: what lands after this line wakes it.
            let news = self.flight.news.notified();
            if let Some(landed) = self.flight.landed.get() {
                return landed.clone();
            }
            news.await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let flight = &self.flight;
        if flight.seats.fetch_sub(1, Ordering::AcqRel) > 1 || flight.landed.get().is_some() {
            return;
        }
        let mut table = flight.flights.table.lock();
        // Somebody may have boarded between the two lines.
        if flight.seats.load(Ordering::Acquire) == 0 {
            Flights::close(&mut table, flight);
            drop(table);
            if let Some(run) = flight.run.get() {
                run.abort();
            }
        }
    }
}
