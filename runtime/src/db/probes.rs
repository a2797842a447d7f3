//! Looks at the primary and its replicas in the background, each on a connection of its own.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use tokio_postgres::SimpleQueryMessage;

use super::budget::within;
use super::connection::{Connection, Maker};
use super::driver::{Driver, Tied};
use super::lag::{Position, Trail};
use super::recent_writes::RecentWrites;
use super::replicas::Replicas;
use crate::clock::Clock;

/// How long a server may take to say where it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// The position up to which a primary has written, whether or not that is on disk yet.
const WRITTEN: &str = "SELECT pg_catalog.pg_current_wal_insert_lsn()::text";

/// The position up to which a replica shows everything.
const REPLAYED: &str = "SELECT pg_catalog.pg_last_wal_replay_lsn()::text";

/// Looks at the servers of a database again and again.
pub(super) struct Probes {
    primary: Watch,
    replicas: Vec<Watch>,
    seen: Weak<Replicas>,
    writes: Arc<RecentWrites>,
    trail: Trail,
}

impl Probes {
    pub(super) fn new(
        primary: Maker,
        replicas: Vec<Maker>,
        seen: &Arc<Replicas>,
        writes: Arc<RecentWrites>,
        max_lag: Duration,
    ) -> Self {
        let watch = |question| move |maker| Watch::new(maker, question);
        Self {
            primary: Watch::new(primary, WRITTEN),
            replicas: replicas.into_iter().map(watch(REPLAYED)).collect(),
            seen: Arc::downgrade(seen),
            writes,
            trail: Trail::new(max_lag * 2),
        }
    }

    /// Looks once; whether anybody is interested in more.
    pub(super) async fn look(&mut self) -> bool {
        let clock = Clock::system();
        let asked = clock.now();
        match self.primary.position().await {
            Some(position) => {
                self.trail.mark(asked, position);
                self.writes.forget_before(asked);
                self.note(|seen| seen.primary_seen(None));
            }
            None => {
                let since = self.trail.last().unwrap_or(asked);
                self.note(|seen| seen.primary_seen(Some(since)));
            }
        }
        let positions = join_all(self.replicas.iter_mut().map(Watch::position)).await;
        let now = clock.now();
        self.note(|seen| {
            for (replica, position) in seen.all().iter().zip(positions) {
                let as_of = position
                    .map(|replayed| self.trail.as_of(replayed))
                    .ok_or(());
                seen.replica_seen(replica, as_of, now);
            }
        })
    }

    /// Goes on looking at every `interval`, until the guard is dropped.
    pub(super) fn go_on(mut self, driver: &Driver, interval: Duration) -> Tied {
        driver.keep(async move {
            loop {
                Clock::system().sleep(interval).await;
                if !self.look().await {
                    return;
                }
            }
        })
    }

    fn note(&self, what: impl FnOnce(&Replicas)) -> bool {
        let seen = self.seen.upgrade();
        seen.as_deref().map(what).is_some()
    }
}

/// One server, and the connection on which it is asked.
struct Watch {
    maker: Maker,
    question: &'static str,
    connection: Option<Connection>,
}

impl Watch {
    fn new(maker: Maker, question: &'static str) -> Self {
        Self {
            maker,
            question,
            connection: None,
        }
    }

    /// Where the server is, if it says so in time.
    async fn position(&mut self) -> Option<Position> {
        let asked = within(PATIENCE, async {
            // Unless it is put back, it is closed: one that is late would answer the next question.
            let connection = match self.connection.take().filter(Connection::is_usable) {
                Some(connection) => connection,
                None => self.maker.connect().await.ok()?,
            };
            connection.stir();
            let answer = connection.client.simple_query(self.question).await.ok()?;
            connection.rest();
            self.connection = Some(connection);
            answer.iter().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => Position::parse(row.get(0)?),
                _ => None,
            })
        });
        asked.await.ok().flatten()
    }
}
