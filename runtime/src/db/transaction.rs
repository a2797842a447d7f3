//! Work in one transaction: committed as a whole, or begun anew where others were in the way.

use tracing::Instrument as _;

use super::attempts::Attempts;
use super::budget::Budget;
use super::error::Error;
use super::{Db, Tx, span};
use crate::traces::failed;

/// How a transaction is isolated from others (PostgreSQL's documentation, chapter 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    #[default]
    ReadCommitted,
    /// All statements see what was committed before the first of them.
    RepeatableRead,
    /// As if transactions had run one after another.
    Serializable,
}

/// What kind of transaction it is; unless said, one that writes, at [`Isolation::ReadCommitted`].
///
/// ```
/// use hardpoint::db::{Isolation, TxOptions};
///
/// let options = TxOptions::new().isolation(Isolation::Serializable);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TxOptions {
    isolation: Isolation,
    read_only: bool,
}

impl TxOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How it is isolated from others.
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = isolation;
        self
    }

    /// It looks and does not touch.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The statement that begins it.
    pub(super) fn begin(self) -> String {
        let level = match self.isolation {
            Isolation::ReadCommitted => "READ COMMITTED",
            Isolation::RepeatableRead => "REPEATABLE READ",
            Isolation::Serializable => "SERIALIZABLE",
        };
        // Said in any case: the session's own may be for reads.
        let access = if self.read_only { "ONLY" } else { "WRITE" };
        format!("BEGIN ISOLATION LEVEL {level} READ {access}")
    }
}

impl Db {
    /// Does `work` in one transaction at the primary, and commits it where that succeeds. Where it
    /// fails, everything is rolled back, and the error is its own.
    ///
    /// After a deadlock or a serialization failure (SQLSTATE 40P01, 40001), whatever `work` makes
    /// of it, all of it is rolled back and done again from its beginning, after a moment, inside
    /// of the deadline: what it does besides its statements, it may do more than once.
    ///
    /// ```
    /// use hardpoint::db::{Db, Error};
    ///
    /// async fn transfer(db: &Db, from: i64, to: i64, cents: i64) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         let take = "UPDATE account SET cents = cents - $2 WHERE id = $1";
    ///         let give = "UPDATE account SET cents = cents + $2 WHERE id = $1";
    ///         tx.execute(take, &[&from, &cents]).await?;
    ///         tx.execute(give, &[&to, &cents]).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of `work`, or that of beginning or committing; [`Error::Contended`] where others
    /// were in the way until the last attempt.
    pub async fn transaction<T, E: From<Error>>(
        &self,
        work: impl AsyncFnMut(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transaction_with(TxOptions::new(), work).await
    }

    /// The same, for a transaction of another kind.
    ///
    /// # Errors
    ///
    /// As for [`transaction`](Self::transaction).
    pub async fn transaction_with<T, E: From<Error>>(
        &self,
        options: TxOptions,
        work: impl AsyncFnMut(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let span = span::transaction();
        let outcome = self.transact(options, work).instrument(span.clone()).await;
        if outcome.is_err() {
            failed(&span, "rolled_back");
        }
        outcome
    }

    async fn transact<T, E: From<Error>>(
        &self,
        options: TxOptions,
        mut work: impl AsyncFnMut(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let db = &*self.0;
        let longest = db.settings.statement_timeout;
        let mut attempts = Attempts::new(
            db.settings.transaction_attempts,
            Budget::of_current(longest),
        );
        loop {
            let begun = Tx::begin(&db.primary, options, longest).await;
            let mut tx = begun.map_err(Error::for_the_request)?;
            let outcome = work(&mut tx).await;
            let obstacle = tx.obstacle();
            let error = match (outcome, obstacle) {
                (Ok(done), None) => {
                    let outcome = tx.commit().await;
                    db.remember(&outcome);
                    match outcome {
                        Ok(()) => return Ok(done),
                        Err(error @ Error::Contended(_)) => error.for_the_request().into(),
                        Err(error) => return Err(error.for_the_request().into()),
                    }
                }
                (Err(error), None) => {
                    tx.roll_back().await;
                    return Err(error);
                }
                (outcome, Some(obstacle)) => {
                    tx.roll_back().await;
                    outcome
                        .err()
                        .unwrap_or_else(|| Error::Contended(obstacle).for_the_request().into())
                }
            };
            if !attempts.again().await {
                return Err(error);
            }
            db.primary.meters().retried();
        }
    }
}
