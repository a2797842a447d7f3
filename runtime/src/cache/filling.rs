//! Filling the cache: one run answers all who wait for the same, and is stored where it may be.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_STATUS;
use futures_util::future::LocalBoxFuture;

use super::beyond::Seen;
use super::entry::{Entry, State};
use super::flight::{Boarded, Hold, Landed, Lead, Route};
use super::headers::{Forward, Served};
#[cfg(test)]
use super::key::CacheKey;
use super::key::MethodClass;
use super::landing::{self, Made, Own};
use super::meters::Had;
use super::plan::Fill;
use super::recall::{Cache, Refresh};
use crate::clock::Moment;
use crate::error::Problem;
use crate::store::StoredResponse;

/// Runs the handler: called at most once, on the worker that it was made on.
pub(crate) type Work = Box<dyn FnOnce() -> LocalBoxFuture<'static, HttpResponse>>;

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
