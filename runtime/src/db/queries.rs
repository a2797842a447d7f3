//! Single statements: reads, wherever they are answered best, and writes, at the primary.

use std::pin::pin;

use futures_util::future::{Either, select};
use tokio_postgres::Row;
use tracing::Instrument as _;

use super::attempts::Attempts;
use super::budget::Budget;
use super::db::Inner;
use super::error::{Error, Lost};
use super::pool::Pool;
use super::run::{Access, Answer, Call, Params, Rows};
use super::span;
use crate::clock::Clock;

/// Statements that look and do not touch; from [`Db::read`](super::Db::read).
///
/// Each goes to a healthy replica that is within the lag bound and shows everything that this
/// request's principal has written; where there is none, to the primary. One that meets a server's
/// end is asked again at another. A statement that writes is refused (SQLSTATE 25006), at the
/// primary too.
#[derive(Debug, Clone, Copy)]
pub struct Reads<'db>(pub(super) &'db Inner);

/// Statements that may write, each for itself and for good; from [`Db::write`](super::Db::write).
///
/// They go to the primary. One that meets a deadlock or a serialization failure has done nothing
/// and is run again, inside of the deadline.
#[derive(Debug, Clone, Copy)]
pub struct Writes<'db> {
    pub(super) db: &'db Inner,
    pub(super) pool: &'db Pool,
}

impl Reads<'_> {
    /// All rows.
    ///
    /// # Errors
    ///
    /// See [`Error`]; this is the same for all statements.
    pub async fn query(self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Error> {
        Ok(self.run(sql, params, Rows::All).await?.rows)
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there is none, or more than one.
    pub async fn query_one(self, sql: &str, params: Params<'_>) -> Result<Row, Error> {
        self.run(sql, params, Rows::One).await?.only()
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there are more.
    pub async fn query_opt(self, sql: &str, params: Params<'_>) -> Result<Option<Row>, Error> {
        Ok(self.run(sql, params, Rows::One).await?.first())
    }

    async fn run(self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        let span = span::statement(sql);
        let outcome = self.ask(sql, params, rows).instrument(span.clone()).await;
        span::note(&span, &outcome);
        outcome
    }

    async fn ask(self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        let Self(db) = self;
        let budget = Budget::of_current(db.settings.statement_timeout);
        let call = Call {
            sql,
            params,
            rows,
            access: Access::Read,
        };
        let written = db
            .writes
            .current()
            .and_then(|writer| db.writes.last(writer));
        let now = || Clock::system().now();
        // One that is lost says nothing of the next: another replica, then the primary twice.
        let mut tries = TRIES;
        loop {
            let replica = (tries > PRIMARYS_TRIES)
                .then(|| db.replicas.choose(written, now()))
                .flatten();
            let pool = replica.map_or(&db.primary, |replica| &replica.pool);
            let asked = pin!(once(pool, call, &budget));
            let outcome = match replica {
                None => asked.await,
                // What hangs is found out by the probes, long before a read would give up.
                Some(replica) => match select(asked, pin!(replica.until_lost())).await {
                    Either::Left((outcome, _)) => outcome,
                    Either::Right(_) => Err(Error::Unavailable(Lost::because("it hangs"))),
                },
            };
            tries = match replica {
                Some(_) => tries - 1,
                None => tries.min(PRIMARYS_TRIES) - 1,
            };
            match (&outcome, replica) {
                (Err(Error::Unavailable(_)), Some(replica)) => {
                    db.replicas.lost(replica, now());
                    replica.pool.forget_idle();
                }
                // In the way of what the replica has to replay.
                (Err(Error::Contended(_)), Some(_)) => tries = PRIMARYS_TRIES,
                (Err(Error::Unavailable(_)), None) if tries > 0 => {}
                _ => return outcome.map_err(Error::for_the_request),
            }
        }
    }
}

impl Writes<'_> {
    /// All rows.
    ///
    /// # Errors
    ///
    /// See [`Error`]; this is the same for all statements.
    pub async fn query(self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Error> {
        Ok(self.run(sql, params, Rows::All).await?.rows)
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there is none, or more than one; the statement may have been
    /// executed.
    pub async fn query_one(self, sql: &str, params: Params<'_>) -> Result<Row, Error> {
        self.run(sql, params, Rows::One).await?.only()
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there are more; the statement may have been executed.
    pub async fn query_opt(self, sql: &str, params: Params<'_>) -> Result<Option<Row>, Error> {
        Ok(self.run(sql, params, Rows::One).await?.first())
    }

    /// How many rows were affected.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn execute(self, sql: &str, params: Params<'_>) -> Result<u64, Error> {
        Ok(self.run(sql, params, Rows::None).await?.affected)
    }

    /// Several statements without parameters, for migrations and the like, as one transaction
    /// unless they say otherwise. Their connection is closed afterwards: nobody knows what they
    /// have done to it.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn batch_execute(self, sql: &str) -> Result<(), Error> {
        let span = span::statement(sql);
        let outcome = self.batch(sql).instrument(span.clone()).await;
        span::note(&span, &outcome);
        outcome
    }

    async fn batch(self, sql: &str) -> Result<(), Error> {
        let Self { db, pool } = self;
        let budget = Budget::of_current(db.settings.statement_timeout);
        let lease = pool.acquire(&budget).await?;
        lease.state.lock().spoilt = true;
        let done = budget.run(lease.batch(sql, budget.left())).await;
        let done = done.unwrap_or_else(|late| Err(late.into()));
        db.remember(&done);
        done.map_err(Error::for_the_request)
    }

    async fn run(self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        let span = span::statement(sql);
        let outcome = self.ask(sql, params, rows).instrument(span.clone()).await;
        span::note(&span, &outcome);
        outcome
    }

    async fn ask(self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        let Self { db, pool } = self;
        let budget = Budget::of_current(db.settings.statement_timeout);
        let call = Call {
            sql,
            params,
            rows,
            access: Access::Write,
        };
        if budget.left().is_zero() {
            // Nothing is begun, and there is nothing to remember.
            return Err(Error::Deadline);
        }
        let mut attempts = Attempts::new(db.settings.transaction_attempts, budget.clone());
        loop {
            let outcome = once(pool, call, &budget).await;
            if matches!(outcome, Err(Error::Contended(_))) && attempts.again().await {
                pool.meters().retried();
                continue;
            }
            db.remember(&outcome);
            return outcome.map_err(Error::for_the_request);
        }
    }
}

/// How often a read is tried at all, and how many of those tries are the primary's.
const TRIES: u32 = 2 + PRIMARYS_TRIES;
const PRIMARYS_TRIES: u32 = 2;

/// Runs a statement on a connection of a pool.
async fn once(pool: &Pool, call: Call<'_>, budget: &Budget) -> Result<Answer, Error> {
    let lease = pool.acquire(budget).await?;
    let mut is_repeated = false;
    loop {
        let outcome = budget.run(lease.run(call, budget.left())).await?;
        match outcome {
            // It was forgotten with the error, and is prepared anew.
            Err(error) if error.is_stale_statement() && !is_repeated => is_repeated = true,
            outcome => return outcome,
        }
    }
}
