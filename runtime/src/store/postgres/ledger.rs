//! The ledger of `idempotent = "tx"`: what was done under a key, recorded by the transaction that
//! did it.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use smallvec::SmallVec;

use crate::db::{Db, Error, Isolation, Param, Row, Statement, Tx, TxOptions};
use crate::store::{Fingerprint, News, StoreKey, StoredResponse};

/// The first: the lock, which is tried and never waited for.
const LOCK: &str = "SELECT pg_try_advisory_xact_lock($1)";

/// The second, which begins after the lock has been taken, or not: so who has the lock sees the
/// record of whoever had it before.
const LOOK: &str = "SELECT fingerprint, status, headers, body, expires <= clock_timestamp() \
    FROM hardpoint.idempotency WHERE key = $1";

/// The last but one, where the look has found a record that counts no more.
const FORGET: &str =
    "DELETE FROM hardpoint.idempotency WHERE key = $1 AND expires <= clock_timestamp()";

/// The last, with the commit behind it. It fails where there is a record that the look could not
/// see, and the commit with it: the primary key is the proof, the lock only the courtesy.
const RECORD: &str = "INSERT INTO hardpoint.idempotency \
    (key, fingerprint, status, headers, body, expires) \
    VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))";

/// What the others are told by the same commit.
const TELL: &str = "SELECT pg_catalog.pg_notify($1, $2)";

/// The record of an outcome that has changed nothing, alone; not while somebody else is at it.
const RECORD_ALONE: &str = "INSERT INTO hardpoint.idempotency AS i \
    (key, fingerprint, status, headers, body, expires) \
    SELECT $1::bytea, $2::bytea, $3::int2, $4::bytea[], $5::bytea, \
        clock_timestamp() + make_interval(secs => $6) \
    WHERE pg_try_advisory_xact_lock($7) \
    ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, \
        status = excluded.status, headers = excluded.headers, body = excluded.body, \
        expires = excluded.expires \
    WHERE i.expires <= clock_timestamp()";

/// Where `idempotent = "tx"` records what was done: by the very transaction that did it.
#[derive(Clone)]
pub(crate) struct Ledger {
    db: Db,
    options: TxOptions,
}

/// What becomes of a request that is to be done once.
pub(crate) enum Begun {
    /// It runs, on this transaction.
    Run(Tx, Record),
    /// It was done, and this was the answer.
    Done(StoredResponse),
    /// Somebody is at it.
    InFlight,
    /// The key was used for another request.
    Mismatch,
}

/// What a transaction records where it succeeds.
pub(crate) struct Record {
    pub(crate) key: StoreKey,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) ttl: Duration,
    /// A record that counts no more is in its place.
    replaces: bool,
}

/// What came of recording.
pub(crate) enum Recorded {
    /// Everything is committed.
    Committed,
    /// Somebody else has recorded the same meanwhile: nothing was done.
    ByAnother,
}

impl Ledger {
    /// The ledger of a database whose schema is as it needs it.
    pub(super) fn new(db: Db, isolation: Isolation) -> Self {
        let options = TxOptions::new().isolation(isolation);
        Self { db, options }
    }

    /// Begins a transaction for a request without a key: nothing is recorded of it.
    pub(crate) async fn begin_without_key(&self) -> Result<Tx, Error> {
        Tx::begin_on(&self.db, self.options).await
    }

    /// Tells its news and commits, in one round trip.
    pub(crate) async fn commit_without_key(
        &self,
        tx: Tx,
        news: Option<&News>,
    ) -> Result<(), Error> {
        let Some(News { channel, text }) = news else {
            return self.db.wrote(tx.commit().await);
        };
        let params: [Param<'_>; 2] = [channel, text];
        self.db.wrote(tx.commit_after(&[(TELL, &params)]).await)
    }

    /// Begins a transaction for a request, unless it was done or somebody is at it; in one round
    /// trip.
    pub(crate) async fn begin(
        &self,
        key: StoreKey,
        fingerprint: Fingerprint,
        ttl: Duration,
    ) -> Result<Begun, Error> {
        let (name, lock) = (key.0.as_slice(), lock_of(key));
        let (lock, name): ([Param<'_>; 1], [Param<'_>; 1]) = ([&lock], [&name]);
        let first: [Statement<'_>; 2] = [(LOCK, &lock), (LOOK, &name)];
        let later = [FORGET, RECORD, TELL];
        let begun = Tx::begin_and(&self.db, self.options, first, &later).await;
        let (mut tx, [lock, look]) = begun.map_err(Error::for_the_request)?;
        let known = look.first().map(Known::read).transpose()?;
        let live = known.as_ref().filter(|known| !known.has_expired);
        let is_ours = match lock.first() {
            Some(row) => row.try_get(0)?,
            None => false,
        };
        let begun = match live {
            Some(known) if known.fingerprint != fingerprint.0 => Begun::Mismatch,
            Some(known) => Begun::Done(known.answer.clone()),
            None if !is_ours => Begun::InFlight,
            None => {
                let record = Record {
                    key,
                    fingerprint,
                    ttl,
                    replaces: known.is_some(),
                };
                tx.once_for(key.0);
                return Ok(Begun::Run(tx, record));
            }
        };
        tx.roll_back().await;
        Ok(begun)
    }

    /// Records the answer, tells the news and commits, in one round trip.
    pub(crate) async fn commit(
        &self,
        tx: Tx,
        record: &Record,
        answer: &StoredResponse,
        news: Option<&News>,
    ) -> Result<Recorded, Error> {
        let key = record.key.0.as_slice();
        let row = Written::of(record, answer);
        let (forgotten, recorded): ([Param<'_>; 1], _) = ([&key], row.params());
        let told: Option<[Param<'_>; 2]> =
            news.map(|News { channel, text }| [channel as _, text as _]);
        let mut last: SmallVec<[Statement<'_>; 3]> = SmallVec::new();
        if record.replaces {
            last.push((FORGET, &forgotten));
        }
        last.push((RECORD, &recorded));
        if let Some(told) = &told {
            last.push((TELL, told));
        }
        match self.db.wrote(tx.commit_after(&last).await) {
            Ok(()) => Ok(Recorded::Committed),
            Err(error) if error.violated_unique() == Some("idempotency_pkey") => {
                Ok(Recorded::ByAnother)
            }
            Err(error) => Err(error),
        }
    }

    /// Records an answer after its transaction has been rolled back; nothing depends on it.
    pub(crate) async fn record_alone(
        &self,
        record: &Record,
        answer: &StoredResponse,
    ) -> Result<(), Error> {
        let (row, lock) = (Written::of(record, answer), lock_of(record.key));
        let [key, fingerprint, status, headers, body, ttl] = row.params();
        let params = [key, fingerprint, status, headers, body, ttl, &lock];
        self.db.write().execute(RECORD_ALONE, &params).await?;
        Ok(())
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

/// Sixty-four bits of a key. Should two keys share them, one is told that it is in flight while
/// the other is.
fn lock_of(key: StoreKey) -> i64 {
    let mut bits = [0; 8];
    bits.copy_from_slice(&key.0[..8]);
    i64::from_be_bytes(bits)
}

/// A record that was found.
struct Known {
    fingerprint: Vec<u8>,
    answer: StoredResponse,
    has_expired: bool,
}

impl Known {
    fn read(row: &Row) -> Result<Self, Error> {
        let status: i16 = row.try_get(1)?;
        let headers: Vec<Vec<u8>> = row.try_get(2)?;
        let status = u16::try_from(status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok());
        let headers = headers.chunks_exact(2).filter_map(|pair| {
            let name = HeaderName::from_bytes(&pair[0]).ok()?;
            Some((name, HeaderValue::from_bytes(&pair[1]).ok()?))
        });
        Ok(Self {
            fingerprint: row.try_get(0)?,
            answer: StoredResponse {
                // Only what was a status is ever written.
                status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                headers: headers.collect(),
                body: Bytes::from(row.try_get::<_, Vec<u8>>(3)?),
            },
            has_expired: row.try_get(4)?,
        })
    }
}

/// A record, as the server takes it.
struct Written<'a> {
    key: &'a [u8],
    fingerprint: &'a [u8],
    status: i16,
    headers: Vec<&'a [u8]>,
    body: &'a [u8],
    ttl: f64,
}

impl<'a> Written<'a> {
    fn of(record: &'a Record, answer: &'a StoredResponse) -> Self {
        let headers = answer.headers.iter();
        Self {
            key: &record.key.0,
            fingerprint: &record.fingerprint.0,
            // A status has three digits.
            status: i16::try_from(answer.status.as_u16()).unwrap_or_default(),
            headers: headers
                .flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()])
                .collect(),
            body: &answer.body,
            ttl: record.ttl.as_secs_f64(),
        }
    }

    fn params(&self) -> [Param<'_>; 6] {
        [
            &self.key,
            &self.fingerprint,
            &self.status,
            &self.headers,
            &self.body,
            &self.ttl,
        ]
    }
}
