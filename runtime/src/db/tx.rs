//! A transaction that can do everything but end.

use std::fmt;
use std::time::Duration;

use tokio_postgres::Row;

use super::budget::Budget;
use super::error::Error;
use super::lease::Lease;
use super::pool::Pool;
use super::run::{Access, Answer, Call, Params, Rows};
use super::{ServerError, TxOptions};

/// A transaction that can do everything but end: whoever began it commits it or rolls it back.
///
/// Statements that are sent together (`join!`) share a round trip. One that is dropped before its
/// end is cancelled at the server, and the transaction with it.
pub struct Tx {
    lease: Lease,
    statement_timeout: Duration,
    /// How many savepoints there have been.
    savepoints: u32,
    /// How many of them are open.
    open: u32,
}

impl Tx {
    pub(super) async fn begin(
        pool: &Pool,
        options: TxOptions,
        statement_timeout: Duration,
    ) -> Result<Self, Error> {
        let budget = Budget::of_current(statement_timeout);
        let lease = pool.acquire(&budget).await?;
        lease.connection().stir();
        lease.state.lock().in_transaction = true;
        let begin = options.begin();
        budget.run(lease.say(&begin, budget.left())).await??;
        Ok(Self {
            lease,
            statement_timeout,
            savepoints: 0,
            open: 0,
        })
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// See [`Error`]; this is the same for all statements. After one of them the transaction can
    /// only be rolled back, unless the statement was inside of a
    /// [`savepoint`](Self::savepoint).
    pub async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Error> {
        Ok(self.run(sql, params, Rows::All).await?.rows)
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there is none, or more than one.
    pub async fn query_one(&self, sql: &str, params: Params<'_>) -> Result<Row, Error> {
        self.run(sql, params, Rows::One).await?.only()
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] where there are more.
    pub async fn query_opt(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>, Error> {
        Ok(self.run(sql, params, Rows::One).await?.first())
    }

    /// How many rows were affected.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn execute(&self, sql: &str, params: Params<'_>) -> Result<u64, Error> {
        Ok(self.run(sql, params, Rows::None).await?.affected)
    }

    /// Does `work`, and takes back what it did where it fails; the transaction goes on.
    ///
    /// Not after a deadlock or a serialization failure: those are the whole transaction's, which
    /// is begun anew.
    ///
    /// # Errors
    ///
    /// The error of `work`, or that of the savepoint itself.
    pub async fn savepoint<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let name = self.savepoints;
        self.savepoints += 1;
        // Dropped from here on, it stays open, and the transaction cannot be committed.
        self.open += 1;
        self.say(&format!("SAVEPOINT hardpoint_{name}")).await?;
        let outcome = work(self).await;
        self.open -= 1;
        match outcome {
            Ok(done) => {
                self.say(&format!("RELEASE hardpoint_{name}")).await?;
                Ok(done)
            }
            Err(error) => {
                if self.can_go_on() {
                    let back = format!("ROLLBACK TO hardpoint_{name};RELEASE hardpoint_{name}");
                    self.say(&back).await?;
                    let mut state = self.lease.state.lock();
                    state.failed = None;
                    state.local_timeout = None;
                }
                Err(error)
            }
        }
    }

    /// What the transaction has met, where it may succeed when it is begun anew.
    pub(super) fn obstacle(&self) -> Option<ServerError> {
        let failed = self.lease.state.lock().failed.clone();
        failed.filter(ServerError::is_passing)
    }

    /// Commits; afterwards it is done, or not, or nobody knows, as the error says.
    pub(super) async fn commit(self) -> Result<(), Error> {
        {
            let state = self.lease.state.lock();
            // The server would answer with a rollback, and not call it an error.
            if state.failed.is_some() || state.given_up.is_some() || self.open > 0 {
                return Err(Error::Broken);
            }
        }
        let budget = Budget::of_current(self.statement_timeout);
        budget.run(self.lease.commit()).await?
    }

    /// Rolls back, so that its locks are gone when the caller goes on. Where that cannot be waited
    /// for, it happens all the same.
    pub(super) async fn roll_back(self) {
        let given_up = self.lease.state.lock().given_up.is_some();
        if !given_up && self.lease.roll_back(true).await {
            self.lease.state.lock().in_transaction = false;
        }
    }

    async fn run(&self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        let budget = Budget::of_current(self.statement_timeout);
        let call = Call {
            sql,
            params,
            rows,
            access: Access::Transaction,
        };
        if self.lease.state.lock().given_up.is_some() {
            return Err(Error::Broken);
        }
        let outcome = budget.run(self.lease.run(call, budget.left())).await?;
        outcome.map_err(Error::for_the_request)
    }

    async fn say(&self, sql: &str) -> Result<(), Error> {
        let budget = Budget::of_current(self.statement_timeout);
        let outcome = budget.run(self.lease.say(sql, budget.left())).await?;
        outcome.map_err(Error::for_the_request)
    }

    /// Whether a savepoint can be gone back to.
    fn can_go_on(&self) -> bool {
        self.obstacle().is_none() && self.lease.state.lock().given_up.is_none()
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}
