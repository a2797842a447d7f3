//! What lies beyond this process: a second level, and the other instances.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::announcer::Announcer;
use super::plan::Fill;
use super::stamps::Stamps;
use super::tags::Tag;
use crate::clock::Clock;
#[cfg(feature = "postgres")]
use crate::store::News;
use crate::store::{Bus, EntryKey, Found, Stamp, Store, TagKey, WatchedCache, listen};
use crate::threads::{Threads, Tied};

/// How many beats are sent in the time for which a stored answer is believed.
const BEATS: u32 = 4;
/// The shortest pause between two of them.
const SHORTEST_PAUSE: Duration = Duration::from_millis(25);

/// What lies beyond this process.
pub(super) struct Beyond {
    namespace: String,
    group: u64,
    second: Option<Arc<WatchedCache>>,
    bus: Option<Arc<dyn Bus>>,
    pub(super) announcer: Arc<Announcer>,
    /// Between two beats.
    pause: Duration,
    running: OnceLock<Option<Running>>,
}

/// Where it is listened and announced, and until when.
struct Running {
    threads: Threads,
    _tasks: Vec<Tied>,
}

/// The stamps that an entry's tags had before it was begun.
pub(super) type Seen = Vec<(TagKey, Stamp)>;

impl Beyond {
    /// What a choice of stores says of it; nothing where everything is in this process.
    pub(super) fn of(store: &Store, clock: &Clock, stamps: &Arc<Stamps>) -> Option<Self> {
        let (second, bus) = (WatchedCache::of(store).map(Arc::new), store.bus());
        if second.is_none() && bus.is_none() {
            return None;
        }
        let group = group_of(&store.namespace);
        let (clock, stamps) = (clock.clone(), Arc::clone(stamps));
        let announcer = Announcer::new(clock, stamps, group, second.clone(), bus.clone());
        Some(Self {
            namespace: store.namespace.clone(),
            group,
            second,
            bus,
            announcer: Arc::new(announcer),
            pause: (store.staleness / BEATS).max(SHORTEST_PAUSE),
            running: OnceLock::new(),
        })
    }

    /// Begins to listen and to announce, unless that has begun.
    pub(super) fn start(&self) {
        self.running.get_or_init(|| {
            let threads = Threads::start("hardpoint-cache", 1)
                .inspect_err(|error| {
                    tracing::error!(%error, "there is no thread to hear of other instances on");
                })
                .ok()?;
            let mut tasks = vec![threads.keep(Arc::clone(&self.announcer).run())];
            if let Some(bus) = self.bus.clone() {
                let channels = self.announcer.channels().clone();
                let ear = Arc::clone(&self.announcer);
                tasks.push(threads.keep(listen(bus, channels, ear, self.pause)));
                tasks.push(threads.keep(Arc::clone(&self.announcer).make_whole()));
                tasks.push(threads.keep(Arc::clone(&self.announcer).bear_witness()));
            }
            Some(Running {
                threads,
                _tasks: tasks,
            })
        });
    }

    /// What a transaction is to tell the others, where it is transactions that do.
    #[cfg(feature = "postgres")]
    pub(super) fn news(&self, tags: &[Tag]) -> Option<News> {
        let bus = self.bus.as_ref().filter(|bus| bus.runs_ahead());
        bus.map(|_| self.announcer.news(tags))
    }

    /// Whose answers the second level keeps, if there is one.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.second.as_ref().map(|_| &*self.namespace)
    }

    /// What the second level has for a fill, and the stamps of its tags; nothing where it is away,
    /// or does not know yet what is out of date.
    pub(super) async fn look(&self, fill: &Fill) -> Option<(Seen, Option<Found>)> {
        let (second, key) = (self.second.as_ref()?, fill.elsewhere?);
        if self.announcer.is_ahead_of_second(&fill.tags) {
            return None;
        }
        let all = std::iter::once(&Tag::EVERYTHING).chain(&fill.tags);
        let tags: Vec<TagKey> = all.map(|tag| tag.within(self.group)).collect();
        let looked = second.look(key, &tags).await?;
        let seen = tags.into_iter().zip(looked.stamps).collect();
        Some((seen, looked.found))
    }

    /// Puts an entry into the second level, in its own time.
    pub(super) fn put(&self, key: EntryKey, entry: Bytes, seen: Seen, ttl: Duration) {
        let running = self.running.get().and_then(Option::as_ref);
        if let (Some(second), Some(running)) = (self.second.clone(), running) {
            let put = async move { second.put(key, entry, &seen, ttl).await };
            drop(running.threads.spawn(put));
        }
    }
}

/// The same for all instances of a service.
fn group_of(namespace: &str) -> u64 {
    let hash = Sha256::new()
        .chain_update("hardpoint cache ")
        .chain_update(namespace)
        .finalize();
    hash[..8]
        .iter()
        .fold(0, |group, byte| group << 8 | u64::from(*byte))
}
