//! The cache itself: looking up, filling, refreshing.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_STATUS;
use futures_util::future::LocalBoxFuture;

use super::beyond::{Beyond, Seen};
use super::entry::{Entry, State};
use super::flight::{Boarded, Flights, Hold, Landed, Lead, Route};
use super::headers::{Forward, Served};
use super::key::{CacheKey, MethodClass};
use super::landing::{self, Made, Own};
use super::meters::{Had, Kept};
use super::plan::Fill;
use super::stamps::Stamps;
use crate::clock::{Clock, Moment};
use crate::error::Problem;
use crate::observe::catalogue::CACHE_EVICTIONS;
use crate::store::{MemoryCache, Store, StoredResponse, Weigh};

/// Runs the handler: called at most once, on the worker that it was made on.
pub(crate) type Work = Box<dyn FnOnce() -> LocalBoxFuture<'static, HttpResponse>>;

/// Stored answers, and the runs that fill them. One per process, shared by all workers.
pub(crate) struct Cache {
    clock: Clock,
    entries: MemoryCache<Entry>,
    kept: Kept,
    /// The targets of which variants are stored, to tell the two kinds of misses apart.
    targets: MemoryCache<Target>,
    pub(super) stamps: Arc<Stamps>,
    flights: Arc<Flights>,
    pub(super) beyond: Option<Beyond>,
}

/// How many bytes of answers are kept where nothing else is said: 64 MiB.
pub(crate) const DEFAULT_CAPACITY: u64 = 64 * 1024 * 1024;

/// How many invalidated tags are remembered, at some 32 bytes each.
const TAGS: usize = 64 * 1024;

/// What a lookup found.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// An answer to give.
    Fresh(Arc<Entry>),
    /// An answer to give while it is renewed, by whoever holds the ticket.
    Stale(Arc<Entry>, Option<Refresh>),
    /// Nothing, and why.
    Miss(Forward),
}

/// The right to refresh an entry: one at a time has it. Given back by dropping it.
#[derive(Debug)]
pub(crate) struct Refresh {
    entry: Arc<Entry>,
    clock: Clock,
}

/// What became of a miss.
pub(crate) enum Filled {
    /// An answer that others may have, too.
    Entry(Arc<Entry>, Served),
    /// The handler's response, for this request alone.
    Own(HttpResponse),
    /// Another request's run failed while this one waited for it.
    Failed(Arc<Problem>),
    /// Likewise, with an error response that is not one of ours.
    Refused(Arc<StoredResponse>),
    /// Another request's run gave an answer for that request alone: this one must run for
    /// itself.
    Alone(Work),
}

impl Filled {
    /// How it came about, in one word.
    pub(crate) fn result(&self) -> &'static str {
        match self {
            Self::Entry(_, Served::Hit) => "hit",
            Self::Entry(_, Served::SecondLevel) => "second_level",
            Self::Entry(_, Served::Collapsed(_)) | Self::Failed(_) | Self::Refused(_) => {
                "collapsed"
            }
            Self::Entry(_, Served::Filled { .. }) | Self::Own(_) | Self::Alone(_) => "miss",
        }
    }
}

impl Cache {
    /// An empty cache for `capacity` bytes of answers, and what a choice of stores says of what
    /// lies beyond.
    pub(crate) fn new(clock: Clock, capacity: u64, store: &Store) -> Arc<Self> {
        let trusted = Arc::new(Stamps::new(TAGS).trusted_for(store.staleness));
        let beyond = Beyond::of(store, &clock, &trusted);
        Arc::new(Self {
            clock,
            entries: MemoryCache::counting(capacity, CACHE_EVICTIONS.counter([])),
            kept: Kept::new(),
            targets: MemoryCache::new((capacity / 64).clamp(64 * 1024, 4 * 1024 * 1024)),
            stamps: match beyond {
                Some(_) => trusted,
                None => Arc::new(Stamps::new(TAGS)),
            },
            flights: Arc::default(),
            beyond,
        })
    }

    /// Begins to listen to what others say, if there are any: what is stored before cannot be
    /// trusted for long.
    pub(crate) fn start(&self) {
        if let Some(beyond) = &self.beyond {
            beyond.start();
        }
    }

    /// Whose answers a second level keeps, if there is one.
    pub(crate) fn namespace_beyond(&self) -> Option<&str> {
        self.beyond.as_ref()?.namespace()
    }

    /// What is stored under `key` and may be given at `now`.
    pub(crate) fn lookup(&self, key: &CacheKey, now: Moment) -> Lookup {
        let Some(entry) = self.entries.get(key.id) else {
            let kin = key
                .target
                .is_some_and(|target| self.targets.contains(target));
            return Lookup::Miss(if kin {
                Forward::VaryMiss
            } else {
                Forward::UriMiss
            });
        };
        if !entry.is_trusted(&self.stamps, now) {
            return Lookup::Miss(Forward::Stale);
        }
        if !entry.holds(&self.stamps) {
            self.forget(key, &entry);
            return Lookup::Miss(Forward::UriMiss);
        }
        match entry.state(now) {
            State::Fresh => Lookup::Fresh(entry),
            State::Stale => {
                let ticket = entry.claim_refresh(now).then(|| Refresh {
                    entry: Arc::clone(&entry),
                    clock: self.clock.clone(),
                });
                Lookup::Stale(entry, ticket)
            }
            State::Dead => {
                self.forget(key, &entry);
                Lookup::Miss(Forward::Stale)
            }
        }
    }

    /// Answers a miss: by `work`, or by another request's run of it that is under way.
    ///
    /// Dropping the future gives the wait up; the run goes on as long as somebody waits for it.
    /// The deadline is the caller's affair, and must not be put on `work`, which may have to
    /// outlive it for others. `work` should catch panics; one that does not fails like one that
    /// does.
    pub(crate) async fn fill(self: &Arc<Self>, fill: Fill, forward: Forward, work: Work) -> Filled {
        let mut tally = fill.plan.tally(Had::Hit);
        let (seat, own) = match self.board(&fill) {
            Boarded::Stored(entry) => return Filled::Entry(entry, Served::Hit),
            Boarded::Joined(seat) => {
                tally.turned(Had::Collapsed);
                (seat, Err(work))
            }
            Boarded::Lead(lead) => {
                tally.turned(Had::Miss);
                // What an unsafe method has begun it ends, whoever waits, within its time.
                let hold = match fill.key.class {
                    MethodClass::Unsafe => self.until(fill.until),
                    MethodClass::Get | MethodClass::Safe => Hold::WhileAwaited,
                };
                let own = Own::default();
                let run = self.run(&lead, fill, work, Rc::clone(&own));
                (lead.launch(hold, run), Ok(own))
            }
        };
        let landed = seat.landed().await;
        match (&landed, &own) {
            (Landed::Found(_), Ok(_)) => tally.turned(Had::Hit),
            (Landed::Personal, Err(_)) => tally.turned(Had::Miss),
            _ => {}
        }
        match (landed, own) {
            (Landed::Entry { entry, stored }, Ok(_)) => {
                Filled::Entry(entry, Served::Filled { forward, stored })
            }
            (Landed::Entry { entry, .. }, Err(_)) => {
                Filled::Entry(entry, Served::Collapsed(forward))
            }
            (Landed::Found(entry), _) => Filled::Entry(entry, Served::SecondLevel),
            (Landed::Personal, Err(work)) => Filled::Alone(marked(work, forward)),
            (landed, own) => match (own.ok().and_then(|own| own.take()), landed) {
                (Some(response), _) => Filled::Own(mark(response, forward)),
                (None, Landed::Failed(problem)) => Filled::Failed(problem),
                (None, Landed::Refused(response)) => Filled::Refused(response),
                // A personal answer is always in the leader's own hands.
                (None, _) => Filled::Failed(Arc::new(Problem::internal())),
            },
        }
    }

    /// Renews a stale entry in the background, unless somebody's run does already.
    ///
    /// What fails leaves the stale answer where it is, for as long as it may be served. `until`
    /// is when the run is given up if nobody waits for it.
    pub(crate) fn refresh(
        self: &Arc<Self>,
        ticket: Refresh,
        fill: Fill,
        until: Option<Moment>,
        work: Work,
    ) {
        if let Boarded::Lead(lead) = self.board(&fill) {
            let hold = self.until(until);
            let run = self.run(&lead, fill, work, Own::default());
            let held = Box::pin(async move {
                let landed = run.await;
                drop(ticket);
                landed
            });
            lead.launch(hold, held);
        }
    }

    /// How many wait for the run of that key that can be joined.
    #[cfg(test)]
    pub(super) fn aboard(&self, key: &CacheKey) -> usize {
        self.flights.aboard(key.id)
    }

    fn until(&self, end: Option<Moment>) -> Hold {
        match end {
            Some(end) => Hold::Until(self.clock.sleep_until(end)),
            None => Hold::ToTheEnd,
        }
    }

    fn board(&self, fill: &Fill) -> Boarded {
        let route = Route {
            key: fill.key.id,
            tags: fill.tags.clone(),
            until: fill.until,
        };
        let now = self.clock.now();
        self.flights.board(route, &self.stamps, now, || {
            self.entries
                .get(fill.key.id)
                .filter(|entry| entry.state(now) == State::Fresh)
                .filter(|entry| entry.is_trusted(&self.stamps, now) && entry.holds(&self.stamps))
        })
    }

    fn run(
        self: &Arc<Self>,
        lead: &Lead,
        fill: Fill,
        work: Work,
        own: Own,
    ) -> LocalBoxFuture<'static, Landed> {
        let (cache, birth) = (Arc::clone(self), lead.birth());
        self.start();
        Box::pin(async move {
            let (mut seen, mut spare) = (None, None);
            if let Some(beyond) = &cache.beyond
                && let Some((stamps, found)) = beyond.look(&fill).await
            {
                let now = cache.clock.now();
                let found = found.and_then(|found| Entry::decode(found, &fill, now, birth));
                match found.map(|entry| (entry.state(now), Arc::new(entry))) {
                    Some((State::Fresh, entry)) => {
                        cache.keep(&fill.key, &entry);
                        return Landed::Found(entry);
                    }
                    Some((State::Stale, entry)) => spare = Some(entry),
                    Some((State::Dead, _)) | None => {}
                }
                seen = Some(stamps);
            }
            let response = work().await;
            let (clock, largest) = (&cache.clock, cache.entries.heaviest());
            match landing::made(&fill, response, &own, clock, birth, largest).await {
                Made::Entry(entry) => {
                    let entry = Arc::from(entry);
                    let stored = cache.keep(&fill.key, &entry);
                    if let (true, Some(seen)) = (stored, seen) {
                        cache.keep_beyond(&fill, &entry, seen);
                    }
                    Landed::Entry { entry, stored }
                }
                Made::Landed(failed @ (Landed::Failed(_) | Landed::Refused(_))) => {
                    spare.map_or(failed, Landed::Found)
                }
                Made::Landed(landed) => landed,
            }
        })
    }

    /// Stores an entry, unless it was invalidated while it was made; whether it did.
    fn keep(&self, key: &CacheKey, entry: &Arc<Entry>) -> bool {
        let stored = entry.weight() <= self.entries.heaviest() && entry.holds(&self.stamps);
        if stored {
            // An invalidation between these lines finds an entry older than itself.
            self.entries.insert(key.id, Arc::clone(entry));
            if let Some(target) = key.target {
                self.targets.insert(target, Arc::new(Target));
            }
            self.kept.are(self.entries.len(), self.entries.weight());
        }
        stored
    }

    fn forget(&self, key: &CacheKey, entry: &Arc<Entry>) {
        self.entries.remove(key.id, entry);
        self.kept.are(self.entries.len(), self.entries.weight());
    }

    /// Has a second level keep it, too.
    fn keep_beyond(&self, fill: &Fill, entry: &Entry, seen: Seen) {
        if let (Some(beyond), Some(key)) = (&self.beyond, fill.elsewhere)
            && let Some((bytes, ttl)) = entry.encode(self.clock.now())
        {
            beyond.put(key, bytes, seen, ttl);
        }
    }
}

/// The same work, whose answer says that it came past the cache.
fn marked(work: Work, forward: Forward) -> Work {
    Box::new(move || Box::pin(async move { mark(work().await, forward) }))
}

fn mark(mut response: HttpResponse, forward: Forward) -> HttpResponse {
    response
        .headers_mut()
        .append(CACHE_STATUS, forward.cache_status());
    response
}

/// Marks a target of which a variant is stored.
struct Target;

impl Weigh for Target {
    fn weight(&self) -> usize {
        64
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.entry.release_refresh(self.clock.now());
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("entries", &self.entries)
            .field("flights", &self.flights)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(_, served) => f.debug_tuple("Entry").field(served).finish(),
            Self::Own(response) => f.debug_tuple("Own").field(&response.status()).finish(),
            Self::Failed(problem) => f.debug_tuple("Failed").field(problem).finish(),
            Self::Refused(response) => f.debug_tuple("Refused").field(&response.status).finish(),
            Self::Alone(_) => f.write_str("Alone"),
        }
    }
}
