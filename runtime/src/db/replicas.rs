//! Which replica is read from: one that lives, is fresh enough, and has the least to do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrics::Gauge;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::pool::Pool;
use crate::clock::Moment;
use crate::observe::Share;
use crate::observe::catalogue::{DB_REPLICA_LAG, DB_REPLICA_USABLE};

/// How many probes in a row have to go one way before a replica is left out, or used again.
const STEADY: u32 = 2;

/// The replicas of a database, and what is known of them.
pub(super) struct Replicas {
    all: Vec<Replica>,
    max_lag: Duration,
    /// The last moment at which the primary is known to have been there; `None` while it answers.
    primary_gone_since: Mutex<Option<Moment>>,
    turn: AtomicUsize,
}

/// One replica.
pub(super) struct Replica {
    pub(super) pool: Pool,
    name: String,
    standing: Mutex<Standing>,
    /// Whether it is up, for those who wait for it.
    up: watch::Sender<bool>,
    is_usable: Share,
    lag: Gauge,
}

/// What probes have told of a replica.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Standing {
    /// What it shows is not older than this.
    as_of: Option<Moment>,
    is_up: bool,
    /// Whether there has been a probe at all.
    is_known: bool,
    /// How many probes in a row have said otherwise.
    against: u32,
}

impl Standing {
    /// After one more probe: as of when the replica is, or nothing where it did not say.
    ///
    /// One answer that is late says little, so a replica is neither left out nor taken back for a
    /// single probe; but the first is believed. How old the replica is does not wait.
    fn after(self, probe: Result<Option<Moment>, ()>) -> Self {
        let against = match probe.is_ok() == self.is_up {
            true => 0,
            false => self.against + 1,
        };
        let turns = against >= STEADY || (!self.is_known && probe.is_ok());
        Self {
            as_of: probe.unwrap_or(self.as_of),
            is_up: self.is_up ^ turns,
            is_known: true,
            against: if turns { 0 } else { against },
        }
    }
}

impl Replicas {
    pub(super) fn new(pools: Vec<Pool>, max_lag: Duration) -> Self {
        let named = pools.into_iter().enumerate();
        Self {
            all: named
                .map(|(at, pool)| Replica::new(pool, format!("replica-{}", at + 1)))
                .collect(),
            max_lag,
            primary_gone_since: Mutex::new(None),
            turn: AtomicUsize::new(0),
        }
    }

    pub(super) fn all(&self) -> &[Replica] {
        &self.all
    }

    /// The replica to read from, which shows everything up to `written`; `None` where there is
    /// none that could be.
    pub(super) fn choose(&self, written: Option<Moment>, now: Moment) -> Option<&Replica> {
        let count = self.all.len();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let usable = (0..count)
            .filter_map(|step| self.all.get((turn + step) % count))
            .filter(|replica| {
                let as_of = self.fresh_as_of(replica, now);
                as_of.is_some_and(|as_of| written.is_none_or(|written| as_of >= written))
            });
        // Of those with equally little to do, the one whose turn it is.
        usable.min_by_key(|replica| replica.pool.in_use())
    }

    /// As of when a replica is, if it may be read from.
    ///
    /// While the primary does not answer, nothing says how far behind a replica is now; it stays
    /// in use if it was near enough when the primary was last heard of.
    fn fresh_as_of(&self, replica: &Replica, now: Moment) -> Option<Moment> {
        let standing = *replica.standing.lock();
        let until = self.primary_gone_since.lock().unwrap_or(now);
        standing
            .as_of
            .filter(|as_of| standing.is_up && until.since(*as_of) <= self.max_lag)
    }

    /// What a probe of the primary has told: it answers, or was last there at that moment.
    pub(super) fn primary_seen(&self, gone_since: Option<Moment>) {
        let mut known = self.primary_gone_since.lock();
        if known.is_some() != gone_since.is_some() {
            match gone_since {
                Some(_) => tracing::warn!(
                    "the primary database does not answer: reads stay with the replicas as they are"
                ),
                None => tracing::info!("the primary database answers again"),
            }
        }
        *known = gone_since;
    }

    /// What a probe of a replica has told.
    pub(super) fn replica_seen(
        &self,
        replica: &Replica,
        probe: Result<Option<Moment>, ()>,
        now: Moment,
    ) {
        let before = self.fresh_as_of(replica, now).is_some();
        {
            let mut standing = replica.standing.lock();
            *standing = standing.after(probe);
            if let Some(as_of) = standing.as_of {
                replica.lag.set(now.since(as_of).as_secs_f64());
            }
        }
        self.changed(replica, before, now);
    }

    /// A replica could not be reached, or was lost: it is left out until probes reach it again.
    pub(super) fn lost(&self, replica: &Replica, now: Moment) {
        let before = self.fresh_as_of(replica, now).is_some();
        {
            let mut standing = replica.standing.lock();
            (standing.is_up, standing.against) = (false, 0);
        }
        self.changed(replica, before, now);
    }

    fn changed(&self, replica: &Replica, before: bool, now: Moment) {
        let after = self.fresh_as_of(replica, now).is_some();
        let is_up = replica.standing.lock().is_up;
        replica
            .up
            .send_if_modified(|up| std::mem::replace(up, is_up) != is_up);
        replica.is_usable.set(f64::from(u8::from(after)));
        let name = &*replica.name;
        match (before, after) {
            (true, false) => {
                tracing::warn!(replica = name, "a replica of the database is left out")
            }
            (false, true) => {
                tracing::info!(replica = name, "a replica of the database is read from")
            }
            _ => {}
        }
    }
}

impl Replica {
    /// Waits until the replica is found not to answer.
    pub(super) async fn until_lost(&self) {
        // `self` keeps the sender alive, so waiting cannot fail.
        let _ = self.up.subscribe().wait_for(|up| !up).await;
    }

    fn new(pool: Pool, name: String) -> Self {
        Self {
            is_usable: Share::of(DB_REPLICA_USABLE.early_gauge([&name])),
            lag: DB_REPLICA_LAG.early_gauge([&name]),
            pool,
            name,
            standing: Mutex::default(),
            up: watch::Sender::new(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Result<Option<Moment>, ()> = Ok(Some(Moment::from_nanos(1)));

    #[test]
    fn the_first_probe_is_believed_and_then_two_in_a_row() {
        let mut standing = Standing::default();
        let probes = [
            (SEEN, true),
            (Err(()), true),
            (SEEN, true),
            (Err(()), true),
            (Err(()), false),
            (SEEN, false),
            (Err(()), false),
            (SEEN, false),
            (SEEN, true),
        ];
        for (step, (probe, is_up)) in probes.into_iter().enumerate() {
            standing = standing.after(probe);
            assert_eq!(standing.is_up, is_up, "step {step}");
        }
    }

    #[test]
    fn a_replica_that_was_never_there_has_to_come_twice() {
        let standing = Standing::default().after(Err(())).after(SEEN);
        assert!(!standing.is_up);
        assert!(standing.after(SEEN).is_up);
    }

    #[test]
    fn how_old_a_replica_is_does_not_wait() {
        let standing = Standing::default().after(SEEN).after(Ok(None));
        assert_eq!((standing.is_up, standing.as_of), (true, None));
    }
}
