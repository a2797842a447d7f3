//! Telling everybody what is out of date, until they know; and hearing it of them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::Counter;
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

use super::stamps::Stamps;
use super::tag_set::TagSet;
use super::tags::Tag;
use super::witness::Witness;
use crate::clock::{Clock, Moment};
use crate::observe::Share;
use crate::observe::catalogue::{CACHE_ANNOUNCEMENTS, CACHE_UNANNOUNCED};
#[cfg(feature = "postgres")]
use crate::store::News;
use crate::store::{
    Bus, Channels, Ear, Event, Heard, Outdated, Question, StoreError, WatchedCache, publish,
};

/// How long to wait before the next attempt to announce, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// Announces what is out of date, first to the second level, then to the other instances.
///
/// What is announced at the same time is announced together; what could not be is announced again,
/// until it is. Until the second level knows, it is not looked into for what is out of date.
pub(super) struct Announcer {
    clock: Clock,
    pub(super) stamps: Arc<Stamps>,
    group: u64,
    pub(super) instance: u64,
    pub(super) second: Option<Arc<WatchedCache>>,
    pub(super) bus: Option<Arc<dyn Bus>>,
    pub(super) channels: Channels,
    pub(super) witness: Witness,
    queue: Mutex<Queue>,
    news: Notify,
    /// The number of the last round that everybody knows of.
    known: watch::Sender<u64>,
    is_failing: AtomicBool,
    meters: Meters,
}

#[derive(Debug, Default)]
struct Queue {
    /// What is to be announced next.
    next: Round,
    /// What is being announced.
    now: Round,
}

/// What is announced together.
#[derive(Debug, Clone, Default)]
struct Round {
    number: u64,
    /// What the second level is to be told.
    second: TagSet,
    /// What the other instances are to be told.
    others: TagSet,
}

/// No instance.
const NOBODY: u64 = 0;

/// Who has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    All,
    /// The second level: the others have been told, or it is they who tell.
    Second,
}

impl Announcer {
    pub(super) fn new(
        clock: Clock,
        stamps: Arc<Stamps>,
        group: u64,
        second: Option<Arc<WatchedCache>>,
        bus: Option<Arc<dyn Bus>>,
    ) -> Self {
        let instance = fastrand::u64(NOBODY + 1..);
        Self {
            clock,
            stamps,
            group,
            instance,
            second,
            bus,
            channels: Channels::new(group, instance),
            witness: Witness::default(),
            queue: Mutex::default(),
            news: Notify::new(),
            known: watch::Sender::new(0),
            is_failing: AtomicBool::new(false),
            meters: Meters::new(),
        }
    }

    /// By which names the others are told, and listened to.
    pub(super) fn channels(&self) -> &Channels {
        &self.channels
    }

    /// Has something announced; the number of the round in which it is.
    ///
    /// From this on the second level is not looked into for it. So the stamps are set after this:
    /// what begins between the two began before it was out of date.
    pub(super) fn announce(&self, tags: &[Tag], audience: Audience) -> u64 {
        let mut queue = self.queue.lock();
        let Queue { next, now } = &mut *queue;
        if self.second.is_some() {
            next.second.add(tags.iter().copied());
        }
        if self.bus.is_some() && audience == Audience::All {
            next.others.add(tags.iter().copied());
        }
        if next.is_empty() {
            return 0;
        }
        next.number = now.number + 1;
        let number = next.number;
        drop(queue);
        self.news.notify_one();
        number
    }

    /// The last round in which there is something to announce.
    pub(super) fn last_round(&self) -> u64 {
        let queue = self.queue.lock();
        queue.now.number.max(queue.next.number)
    }

    /// Resolves once everybody knows what is in that round.
    pub(super) async fn is_known(&self, round: u64) {
        let mut known = self.known.subscribe();
        // The sender is ours, so waiting cannot fail.
        let _ = known.wait_for(|known| *known >= round).await;
    }

    /// Whether the last attempt has failed, so that it is no use to wait for the next.
    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Whether the second level may not know yet that what carries these tags is out of date.
    pub(super) fn is_ahead_of_second(&self, tags: &[Tag]) -> bool {
        let queue = self.queue.lock();
        queue.now.second.concerns(tags) || queue.next.second.concerns(tags)
    }

    /// Announces whatever there is, for as long as it is polled.
    pub(super) async fn run(self: Arc<Self>) {
        let [first, longest] = PAUSES;
        let mut pause = first;
        loop {
            let Some(round) = self.next_round() else {
                self.news.notified().await;
                continue;
            };
            match self.tell(&round).await {
                Ok(()) => {
                    self.queue.lock().now.settle();
                    self.known.send_replace(round.number);
                    self.succeeded();
                    pause = first;
                }
                Err(why) => {
                    self.failed(&why);
                    Clock::system().sleep(pause).await;
                    pause = (pause * 2).min(longest);
                }
            }
        }
    }

    /// What is to be announced now: what could not be before, and what has come since.
    fn next_round(&self) -> Option<Round> {
        let mut queue = self.queue.lock();
        let Queue { next, now } = &mut *queue;
        if !next.is_empty() {
            now.absorb(std::mem::take(next));
        }
        (!now.is_empty()).then(|| now.clone())
    }

    /// The second level first: whoever hears of it looks there next.
    async fn tell(&self, round: &Round) -> Result<(), StoreError> {
        let settled = match &self.second {
            Some(second) if !round.second.is_empty() => {
                let tags = round.second.tags().into_iter();
                let keys: Vec<_> = tags.map(|tag| tag.within(self.group)).collect();
                second.invalidate(&keys).await
            }
            _ => Ok(()),
        };
        if let Some(bus) = &self.bus
            && !round.others.is_empty()
        {
            let event = Event {
                by: self.instance,
                // Whoever hears that it is not settled tells the second level, too.
                is_settled: settled.is_ok() && self.second.is_some(),
                outdated: outdated(&round.others.tags()),
            };
            publish(&**bus, &self.channels, &event).await?;
            self.queue.lock().now.others = TagSet::default();
        }
        settled
    }

    /// What a transaction is to tell the others of these tags, and by which channel.
    #[cfg(feature = "postgres")]
    pub(super) fn news(&self, tags: &[Tag]) -> News {
        News {
            channel: self.channels.news.clone(),
            text: Event {
                // Ourselves, too: whoever asked for it may not live to see its end.
                by: NOBODY,
                is_settled: false,
                outdated: outdated(tags),
            }
            .to_string(),
        }
    }

    fn succeeded(&self) {
        self.meters.announced.increment(1);
        if self.is_failing.swap(false, Ordering::Relaxed) {
            self.meters.unannounced.set(0.0);
            tracing::info!("everybody knows again what is out of date");
        }
    }

    fn failed(&self, why: &StoreError) {
        self.meters.failed.increment(1);
        if !self.is_failing.swap(true, Ordering::Relaxed) {
            self.meters.unannounced.set(1.0);
            tracing::warn!(
                %why,
                "what is out of date cannot be announced: it is tried until it can, and other \
                 instances may serve it until then"
            );
        }
    }
}

fn outdated(tags: &[Tag]) -> Outdated {
    match tags.contains(&Tag::EVERYTHING) {
        true => Outdated::Everything,
        false => Outdated::Tags(tags.iter().map(|tag| tag.0).collect()),
    }
}

impl Ear for Announcer {
    fn now(&self) -> Moment {
        self.clock.now()
    }

    fn joined(&self) {
        self.witness.joined();
        self.stamps.stamp(&[Tag::EVERYTHING]);
    }

    fn heard(&self, event: Event) {
        if event.by == self.instance {
            return;
        }
        let tags: Vec<Tag> = match event.outdated {
            Outdated::Everything => vec![Tag::EVERYTHING],
            Outdated::Tags(tags) => tags.into_iter().map(Tag).collect(),
        };
        if !event.is_settled {
            self.announce(&tags, Audience::Second);
        }
        self.stamps.stamp(&tags);
    }

    fn asked(&self, question: Question) {
        if question.by != self.instance {
            self.witness.asked(question, || self.last_round());
        }
    }

    fn answered(&self, heard: Heard) {
        self.witness.is_whole(heard.number);
    }

    fn verified(&self, through: Moment) {
        self.stamps.verify(through);
    }

    fn left(&self) {
        self.witness.left();
    }
}

impl Round {
    fn is_empty(&self) -> bool {
        self.second.is_empty() && self.others.is_empty()
    }

    fn absorb(&mut self, later: Self) {
        self.number = later.number;
        self.second.add(later.second.tags());
        self.others.add(later.others.tags());
    }

    /// Everybody knows.
    fn settle(&mut self) {
        self.second = TagSet::default();
        self.others = TagSet::default();
    }
}

struct Meters {
    announced: Counter,
    failed: Counter,
    unannounced: Share,
}

impl Meters {
    fn new() -> Self {
        Self {
            announced: CACHE_ANNOUNCEMENTS.counter(["announced"]),
            failed: CACHE_ANNOUNCEMENTS.counter(["failed"]),
            unannounced: Share::of(CACHE_UNANNOUNCED.gauge([])),
        }
    }
}

impl fmt::Debug for Announcer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcer")
            .field("is_failing", &self.is_failing())
            .finish_non_exhaustive()
    }
}
