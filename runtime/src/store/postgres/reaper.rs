//! Takes out of the tables what counts no more, in the background and in small batches.

use std::sync::Arc;
use std::time::Duration;

use super::handle::Postgres;
use super::leases;
use crate::clock::Clock;
use crate::db::{Db, Error};
use crate::random;
use crate::threads::Tied;

/// How often it is done unless said, by whichever of the processes comes first.
pub(super) const USUALLY: Duration = Duration::from_secs(60);

/// It is done no more often than that, and no more rarely.
const BOUNDS: [Duration; 2] = [Duration::from_millis(10), Duration::from_secs(24 * 3_600)];

/// How many rows are looked at in one statement: it holds their locks for a few milliseconds.
const BATCH: i64 = 500;
/// How long others have the server to themselves between two of them.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes the turn, if it is due; one row, so that one of many processes gets it. One whose server
/// has set its clock back does not wait for the time that was.
const TURN: &str = "UPDATE hardpoint.reaping \
    SET due = clock_timestamp() + make_interval(secs => $1) \
    WHERE due <= clock_timestamp() OR due > clock_timestamp() + make_interval(secs => $1)";

/// The buckets after a key, in the order of their keys: takes out those that are full, which are the
/// same as none, and tells how far it has come, how many it has seen and how many are gone. No
/// index knows when they are full, for each decision would have to mend it. Whoever decides on one
/// right now is not waited for.
const BUCKETS: &str = "WITH seen AS MATERIALIZED (\
        SELECT ctid, key, missing <= (extract(epoch FROM clock_timestamp()) * 1e9)::int8 - at AS full \
        FROM hardpoint.rate WHERE key > $1 ORDER BY key LIMIT $2), \
    free AS MATERIALIZED (\
        SELECT ctid FROM hardpoint.rate \
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM seen WHERE seen.full)) \
            AND missing <= (extract(epoch FROM clock_timestamp()) * 1e9)::int8 - at \
        FOR UPDATE SKIP LOCKED), \
    gone AS (\
        DELETE FROM hardpoint.rate WHERE ctid = ANY (ARRAY(SELECT ctid FROM free)) RETURNING 1) \
    SELECT (SELECT key FROM seen ORDER BY key DESC LIMIT 1), \
        (SELECT count(*) FROM seen), (SELECT count(*) FROM gone)";

/// Some of the answers that count no more.
const ANSWERS: &str = "DELETE FROM hardpoint.idempotency WHERE key IN (\
    SELECT key FROM hardpoint.idempotency WHERE expires <= clock_timestamp() \
    ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED)";

/// Those of which that statement takes out some, the oldest first.
const EXPIRING: [&str; 2] = [ANSWERS, leases::REAP];

/// Does so at about every `interval`, on the threads of `db`, until the guard is dropped or the
/// database is closed.
pub(super) fn start(db: &Db, interval: Duration) -> Arc<Tied> {
    let [shortest, longest] = BOUNDS;
    let (own, interval) = (db.clone(), interval.clamp(shortest, longest));
    Arc::new(db.keep(async move {
        let mut fails = false;
        loop {
            // Not all processes at once; and each may come first.
            let pause = interval.mul_f64(random::jitter(0.5));
            Clock::system().sleep(pause).await;
            let done = match is_our_turn(&own, interval).await {
                // Nothing has been tried, so nothing is known.
                Ok(false) => continue,
                Ok(true) => reap(&own).await,
                Err(error) => Err(error),
            };
            match &done {
                Err(error) if !fails => {
                    tracing::warn!(%error, "what counts no more cannot be taken out of `hardpoint`");
                }
                Ok(_) if fails => tracing::info!("what counts no more is taken out again"),
                _ => {}
            }
            fails = done.is_err();
        }
    }))
}

async fn is_our_turn(db: &Db, interval: Duration) -> Result<bool, Error> {
    let interval = interval.as_secs_f64();
    Ok(db.write().execute(TURN, &[&interval]).await? > 0)
}

/// Takes out all that counts no more now; how many rows.
pub(super) async fn reap(db: &Db) -> Result<u64, Error> {
    let mut gone = reap_buckets(db).await?;
    for some in EXPIRING {
        loop {
            let batch = db.write().execute(some, &[&BATCH]).await?;
            gone += batch;
            if batch < BATCH.unsigned_abs() {
                break;
            }
            Clock::system().sleep(PAUSE).await;
        }
    }
    Ok(gone)
}

async fn reap_buckets(db: &Db) -> Result<u64, Error> {
    let (mut after, mut gone) = (Vec::new(), 0);
    loop {
        let row = db.write().query_one(BUCKETS, &[&after, &BATCH]).await?;
        let [seen, batch]: [i64; 2] = [row.try_get(1)?, row.try_get(2)?];
        gone += batch.unsigned_abs();
        match row.try_get::<_, Option<Vec<u8>>>(0)? {
            Some(last) if seen == BATCH => after = last,
            _ => return Ok(gone),
        }
        Clock::system().sleep(PAUSE).await;
    }
}

impl Postgres {
    /// How often what counts no more is taken out of the tables in the background, a minute unless
    /// said, at most every 10 milliseconds and at least once a day: expired answers, and buckets that
    /// are full again. However many processes do so, it is done about that often; until the last clone of this is dropped, or its database closed.
    #[must_use]
    pub fn reap_every(mut self, interval: Duration) -> Self {
        self.reaper = start(&self.db, interval);
        self
    }

    /// Takes out of the tables all that counts no more, at once and whoever's turn it is; how many
    /// rows there were. Requests do not need it, and the background does it unasked.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn reap(&self) -> Result<u64, Error> {
        reap(&self.db).await
    }
}
