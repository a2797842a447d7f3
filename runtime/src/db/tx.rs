//! A transaction that can do everything but end.

use std::fmt::{self, Write as _};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio_postgres::Row;
use tracing::Instrument as _;

use super::budget::Budget;
use super::error::Error;
use super::lease::Lease;
use super::pool::Pool;
use super::run::{Access, Answer, Call, Params, Rows};
use super::{Db, ServerError, TxOptions, span};
use crate::clock::Clock;
use crate::context::RequestId;

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
    /// What it is done once for: the hash of an idempotency key and its scope.
    once_for: Option<[u8; 32]>,
}

impl Tx {
    pub(super) async fn begin(
        pool: &Pool,
        options: TxOptions,
        statement_timeout: Duration,
    ) -> Result<Self, Error> {
        let tx = Self::open(pool, statement_timeout).await?;
        tx.say(&options.begin()).await?;
        Ok(tx)
    }

    /// Begins a transaction that somebody else will commit.
    pub(crate) async fn begin_on(db: &Db, options: TxOptions) -> Result<Self, Error> {
        let (pool, longest) = (&db.0.primary, db.0.settings.statement_timeout);
        let begun = Self::begin(pool, options, longest).await;
        begun.map_err(Error::for_the_request)
    }

    /// Says what it is done once for.
    pub(crate) fn once_for(&mut self, request: [u8; 32]) {
        self.once_for = Some(request);
    }

    /// A transaction that has not begun: from here on, it is rolled back where it is dropped.
    pub(super) async fn open(pool: &Pool, statement_timeout: Duration) -> Result<Self, Error> {
        let budget = Budget::of_current(statement_timeout);
        let lease = pool.acquire(&budget).await?;
        lease.connection().stir();
        lease.state.lock().in_transaction = true;
        Ok(Self {
            lease,
            statement_timeout,
            savepoints: 0,
            open: 0,
            once_for: None,
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

    /// A key for a call to somebody else, so that this is done once there as well: the same
    /// whenever the same request is tried again, and another for each `name`. The client's own key
    /// is not told to others.
    ///
    /// Where the request has no key, nobody can tell that it is tried again, and each try has keys
    /// of its own.
    ///
    /// ```
    /// # use hardpoint::{Tx, db::Error};
    /// async fn charge(tx: &mut Tx, cents: u32) -> Result<(), Error> {
    ///     let key = tx.downstream_key("charge");
    ///     // … a call with `Idempotency-Key: {key}` and `cents`
    /// #   let _ = (key, cents);
    ///     Ok(())
    /// }
    /// ```
    pub fn downstream_key(&self, name: &str) -> String {
        let Some(request) = &self.once_for else {
            return RequestId::generate(Clock::system().unix_time()).to_string();
        };
        let mut hash = Sha256::new();
        // The first part has one length, the second is the rest.
        hash.update(request);
        hash.update(name);
        let hash = hash.finalize();
        hash.iter().take(16).fold(String::new(), |mut key, byte| {
            let _ = write!(key, "{byte:02x}");
            key
        })
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
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.may_commit()?;
        let span = span::statement("COMMIT");
        let budget = self.budget();
        let outcome = budget
            .run(self.lease.commit().instrument(span.clone()))
            .await;
        let outcome = outcome.unwrap_or_else(|late| Err(late.into()));
        span::note(&span, &outcome);
        outcome
    }

    /// The server would answer with a rollback where a statement has failed, and not call it an
    /// error.
    pub(super) fn may_commit(&self) -> Result<(), Error> {
        let state = self.lease.state.lock();
        match state.failed.is_some() || state.given_up.is_some() || self.open > 0 {
            true => Err(Error::Broken),
            false => Ok(()),
        }
    }

    /// Rolls back, so that its locks are gone when the caller goes on. Where that cannot be waited
    /// for, it happens all the same.
    pub(crate) async fn roll_back(self) {
        let given_up = self.lease.state.lock().given_up.is_some();
        if !given_up && self.lease.roll_back(true).await {
            self.lease.state.lock().in_transaction = false;
        }
    }

    /// Resolves once it has ended at the server, its locks with it, by whoever and however; to be
    /// waited for by somebody who does not have it. One at a time is told.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + use<> {
        self.lease.ended()
    }

    pub(super) async fn run(
        &self,
        sql: &str,
        params: Params<'_>,
        rows: Rows,
    ) -> Result<Answer, Error> {
        let span = span::statement(sql);
        let outcome = self.ask(sql, params, rows).instrument(span.clone()).await;
        span::note(&span, &outcome);
        outcome
    }

    async fn ask(&self, sql: &str, params: Params<'_>, rows: Rows) -> Result<Answer, Error> {
        if self.lease.state.lock().given_up.is_some() {
            return Err(Error::Broken);
        }
        let call = Call {
            sql,
            params,
            rows,
            access: Access::Transaction,
        };
        let budget = self.budget();
        let outcome = budget.run(self.lease.run(call, budget.left())).await?;
        outcome.map_err(|error| error.in_a_transaction().for_the_request())
    }

    pub(super) async fn say(&self, sql: &str) -> Result<(), Error> {
        let budget = self.budget();
        let outcome = budget.run(self.lease.say(sql, budget.left())).await?;
        outcome.map_err(Error::for_the_request)
    }

    pub(super) fn lease(&self) -> &Lease {
        &self.lease
    }

    pub(super) fn budget(&self) -> Budget {
        Budget::of_current(self.statement_timeout)
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
