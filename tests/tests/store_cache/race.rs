//! Readers and writers on two instances, and a judge who knows only what they have seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use hardpoint::Moment;
use hardpoint_tests::Service;

use crate::world::{
    BOUND, World, is_first_level, is_second_level, now, number, pause, read, write,
};

/// A request as its client has seen it.
#[derive(Debug, Clone)]
struct Seen {
    name: String,
    value: u64,
    begun: Moment,
    is_hit: [bool; 2],
    how: String,
}

/// A change that was acknowledged then.
#[derive(Debug)]
struct Change {
    name: String,
    value: u64,
    acknowledged: Moment,
}

/// How many of the answers came out of which memory.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub(crate) first_level: usize,
    pub(crate) second_level: usize,
}

/// When a change counts as acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acknowledged {
    /// With the answer to the request that has made it.
    Answered,
    /// When the store has announced it, where it may be away from the writer, too.
    Announced,
}

/// What goes on while the ways are cut and mended.
pub(crate) struct Race<'a> {
    pub(crate) world: &'a Arc<World>,
    /// Who is read from.
    pub(crate) readers: &'a [&'a Service],
    /// Who is written to.
    pub(crate) writers: &'a [&'a Service],
    pub(crate) acknowledged: Acknowledged,
    pub(crate) seed: u64,
}

const NAMES: [&str; 3] = ["a", "b", "c"];

impl Race<'_> {
    /// Runs until `meanwhile` is over, and panics where somebody was shown what was out of date for
    /// longer than the bound.
    pub(crate) async fn during(&self, meanwhile: impl Future<Output = ()>) -> Hits {
        self.world.slowness.store(150, Ordering::Relaxed);
        let is_over = &AtomicBool::new(false);
        let begun = now();
        let readers = self
            .readers
            .iter()
            .enumerate()
            .flat_map(|(which, service)| {
                (0..3).map(move |reader| self.reads(which, service, reader, is_over))
            });
        let writer = self.writes(is_over);
        let meanwhile = async {
            meanwhile.await;
            is_over.store(true, Ordering::Relaxed);
        };
        let ((seen, changes), ()) = join(join(join_all(readers), writer), meanwhile).await;
        let seen: Vec<Seen> = seen.into_iter().flatten().collect();
        self.judge(&seen, &changes, begun);
        let hits = |level: usize| seen.iter().filter(|seen| seen.is_hit[level]).count();
        Hits {
            first_level: hits(0),
            second_level: hits(1),
        }
    }

    async fn reads(
        &self,
        which: usize,
        service: &Service,
        reader: u64,
        is_over: &AtomicBool,
    ) -> Vec<Seen> {
        let mut random = fastrand::Rng::with_seed(self.seed ^ (which as u64) << 8 ^ reader);
        let mut seen = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let name = NAMES[random.usize(..NAMES.len())];
            let begun = now();
            let answer = service.get(&format!("/value/{name}")).await;
            seen.push(Seen {
                name: name.to_owned(),
                value: number(&answer),
                begun,
                is_hit: [is_first_level(&answer), is_second_level(&answer)],
                how: format!(
                    "{which} {:?} {:?}",
                    answer.header("cache-status"),
                    answer.header("age")
                ),
            });
            pause(Duration::from_millis(random.u64(0..15))).await;
        }
        seen
    }

    async fn writes(&self, is_over: &AtomicBool) -> Vec<Change> {
        let mut random = fastrand::Rng::with_seed(self.seed ^ 0xF00);
        let mut changes = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let name = NAMES[random.usize(..NAMES.len())];
            let service = self.writers[random.usize(..self.writers.len())];
            let value = write(service, name).await;
            if self.acknowledged == Acknowledged::Announced {
                let tag = format!("value-{name}");
                service.hardpoint.invalidate_everywhere(&tag).await;
            }
            changes.push(Change {
                name: name.to_owned(),
                value,
                acknowledged: now(),
            });
            pause(Duration::from_millis(random.u64(0..1_200))).await;
        }
        changes
    }

    fn judge(&self, seen: &[Seen], changes: &[Change], begun: Moment) {
        let seed = self.seed;
        for seen in seen {
            let due = changes.iter().filter(|change| {
                change.name == seen.name && seen.begun > change.acknowledged.after(BOUND)
            });
            let Some(due) = due.max_by_key(|change| change.value) else {
                continue;
            };
            assert!(
                seen.value >= due.value,
                "{} is shown {:?} after {} was acknowledged at {:?}, by a request of {:?} (seed {seed}): {}",
                seen.value,
                seen.begun.since(due.acknowledged),
                due.value,
                due.acknowledged.since(begun),
                seen.begun.since(begun),
                seen.how,
            );
        }
        assert!(
            seen.len() > 50 && changes.len() > 2,
            "the race is one (seed {seed})"
        );
    }
}

/// Whether both are shown what is true as soon as the bound is over, after all that.
pub(crate) async fn is_mended(world: &World, services: &[&Service]) {
    world.slowness.store(0, Ordering::Relaxed);
    for (at, writer) in services.iter().enumerate() {
        for name in NAMES {
            let value = write(writer, name).await;
            writer
                .hardpoint
                .invalidate_everywhere(&format!("value-{name}"))
                .await;
            let acknowledged = now();
            for reader in services {
                loop {
                    let late = now().since(acknowledged) > BOUND;
                    if read(reader, name).await == value {
                        break;
                    }
                    assert!(!late, "{at}: what is out of date is gone after the bound");
                }
            }
        }
    }
}
