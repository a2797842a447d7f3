//! One statement on one connection: prepared once, timed, and never left behind.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::join;
use futures_util::{FutureExt, TryStreamExt};
use tokio_postgres::error::DbError;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use super::ServerError;
use super::error::{Error, Lost, Mismatch, Stage};
use super::lease::{Leased, Running};
use super::meters::Outcome;
use super::session::{Session, local_timeout};
use super::statement::Effect;
use super::statements::Prepared;
use super::undecided::Undecided;

/// The values of a statement's parameters, as tokio-postgres takes them.
pub(super) type Params<'a> = &'a [Param<'a>];

/// The value of one.
pub(crate) type Param<'a> = &'a (dyn ToSql + Sync);

/// One statement, to be run.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) sql: &'a str,
    pub(super) params: Params<'a>,
    pub(super) rows: Rows,
    pub(super) access: Access,
}

/// Which rows the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    All,
    /// One at most; more are a mismatch.
    One,
    None,
}

/// What a statement may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Look.
    Read,
    /// Write, for good as soon as it is done.
    Write,
    /// What its transaction may.
    Transaction,
}

/// What came of a statement.
pub(super) struct Answer {
    pub(super) rows: Vec<Row>,
    pub(super) affected: u64,
}

impl Answer {
    pub(super) fn first(mut self) -> Option<Row> {
        self.rows.pop()
    }

    pub(super) fn only(self) -> Result<Row, Error> {
        let row = self.first();
        row.ok_or_else(|| Error::Mismatch(Mismatch::because("it has no row")))
    }
}

/// What is said ahead of a statement, in the same packet.
#[derive(Default)]
struct Ahead {
    said: String,
    session: Option<Session>,
    local_timeout: Option<u64>,
}

impl Leased {
    /// Runs a statement that has `left` to live.
    ///
    /// Dropped before its end, it is cancelled at the server.
    pub(super) async fn run(&self, call: Call<'_>, left: Duration) -> Result<Answer, Error> {
        let mut running = Running::begin(self);
        let undecided = (call.access == Access::Write).then(Undecided::begin);
        let outcome = self.prepare_and_run(call, left, &mut running).await;
        if let Some(undecided) = undecided {
            undecided.decided();
        }
        match &outcome {
            Ok(_) => running.ends(Outcome::Done),
            Err(Failed::BeforeItBegan(_)) => running.ends(Outcome::Refused),
            Err(Failed::Preparing(error) | Failed::Running(error)) => {
                self.has_failed(running, error);
            }
            // There is more of it to come: it is given up.
            Err(Failed::InTheMiddle(_)) => drop(running),
        }
        outcome.map_err(|failed| self.error(failed, call))
    }

    async fn prepare_and_run(
        &self,
        call: Call<'_>,
        left: Duration,
        running: &mut Running<'_>,
    ) -> Result<Answer, Failed> {
        let connection = self.connection();
        if connection.client.is_closed() {
            return Err(Failed::BeforeItBegan(self.closed()));
        }
        let mut ahead = self.ahead(call.access, left);
        let known = connection.statements.lock().get(call.sql);
        let prepared = match known {
            Some(prepared) => prepared,
            None => {
                running.would_spoil = true;
                let prepare = self.prepare_anew(call.sql).boxed();
                let (said, prepared) = join(self.say_ahead(&ahead), prepare).await;
                running.would_spoil = false;
                if said.is_ok() {
                    self.knows(std::mem::take(&mut ahead));
                }
                prepared.map_err(Failed::Preparing)?
            }
        };
        self.allow(&prepared, call)?;
        let (said, answer) = join(
            self.say_ahead(&ahead),
            self.collect(&prepared.statement, call),
        )
        .await;
        if said.is_ok() {
            self.knows(ahead);
        }
        answer
    }

    async fn prepare_anew(&self, sql: &str) -> Result<Prepared, tokio_postgres::Error> {
        let statement = self.connection().client.prepare(sql).await?;
        let prepared = Prepared::new(sql, statement);
        let mut statements = self.connection().statements.lock();
        statements.insert(sql, prepared.clone());
        Ok(prepared)
    }

    /// Whether a statement is prepared, so that it is sent as soon as it is run.
    pub(super) fn is_prepared(&self, sql: &str) -> bool {
        self.connection().statements.lock().get(sql).is_some()
    }

    /// Prepares a statement that is not.
    pub(super) async fn prepare(&self, sql: &str) -> Result<(), Error> {
        let mut running = Running::begin(self);
        running.would_spoil = true;
        let outcome = self.prepare_anew(sql).await.map(drop);
        self.has_said(running, &outcome);
        outcome.map_err(|error| Error::of(&error, Stage::Harmless))
    }

    /// Says something to the server in a transaction, or what begins one.
    pub(super) async fn say(&self, sql: &str, left: Duration) -> Result<(), Error> {
        let ahead = self.ahead(Access::Transaction, left);
        // Behind it, for once: a timeout for the transaction needs the transaction.
        let text = format!("{sql};{}", ahead.said);
        // What is sent meanwhile comes after it; should it fail, there is no transaction to be
        // wrong about.
        self.knows(ahead);
        let running = Running::begin(self);
        let outcome = self.connection().client.batch_execute(&text).await;
        self.has_said(running, &outcome);
        outcome.map_err(|error| Error::of(&error, Stage::Harmless))
    }

    /// Commits the open transaction.
    pub(super) async fn commit(&self) -> Result<(), Error> {
        if self.connection().client.is_closed() {
            // It is not even sent.
            return Err(self.closed());
        }
        let (running, undecided) = (Running::begin(self), Undecided::begin());
        let outcome = self.connection().client.batch_execute("COMMIT").await;
        undecided.decided();
        self.has_said(running, &outcome);
        let outcome = outcome.map_err(|error| Error::of(&error, Stage::Lasting));
        // Refused, it is rolled back.
        if !matches!(outcome, Err(Error::OutcomeUnknown(_))) {
            self.connection().rest();
            self.state.lock().in_transaction = false;
        }
        outcome
    }

    /// Runs several statements without parameters, that may write.
    pub(super) async fn batch(&self, sql: &str, left: Duration) -> Result<(), Error> {
        let ahead = self.ahead(Access::Write, left);
        let (running, undecided) = (Running::begin(self), Undecided::begin());
        let batch = self.connection().client.batch_execute(sql);
        let (_, outcome) = join(self.say_ahead(&ahead), batch).await;
        undecided.decided();
        self.has_said(running, &outcome);
        outcome.map_err(|error| Error::of(&error, Stage::Lasting))
    }

    fn has_said(&self, running: Running<'_>, outcome: &Result<(), tokio_postgres::Error>) {
        match outcome {
            Ok(()) => running.ends(Outcome::Done),
            Err(error) => self.has_failed(running, error),
        }
    }

    fn has_failed(&self, running: Running<'_>, error: &tokio_postgres::Error) {
        match error.as_db_error() {
            Some(error) => {
                self.refused(error);
                running.ends(Outcome::Refused);
            }
            None => running.ends(Outcome::Lost),
        }
    }

    /// What has to be said ahead of a statement, so that the server stops it should nobody else.
    fn ahead(&self, access: Access, left: Duration) -> Ahead {
        if access == Access::Transaction {
            let known = self.state.lock().local_timeout;
            return match local_timeout(known, left) {
                Some((timeout, said)) => Ahead {
                    said,
                    local_timeout: Some(timeout),
                    session: None,
                },
                None => Ahead::default(),
            };
        }
        let known = *self.connection().session.lock();
        match Session::change(known, left, access == Access::Read) {
            Some((session, said)) => Ahead {
                said,
                session: Some(session),
                local_timeout: None,
            },
            None => Ahead::default(),
        }
    }

    async fn say_ahead(&self, ahead: &Ahead) -> Result<(), tokio_postgres::Error> {
        if ahead.said.is_empty() {
            return Ok(());
        }
        if ahead.session.is_some() {
            // Until it has been done, nobody knows whether it has.
            *self.connection().session.lock() = None;
        }
        self.connection().client.batch_execute(&ahead.said).await
    }

    fn knows(&self, ahead: Ahead) {
        if ahead.session.is_some() {
            *self.connection().session.lock() = ahead.session;
        }
        if ahead.local_timeout.is_some() {
            self.state.lock().local_timeout = ahead.local_timeout;
        }
    }

    fn allow(&self, prepared: &Prepared, call: Call<'_>) -> Result<(), Failed> {
        match prepared.effect {
            Effect::None => {}
            Effect::Session => self.state.lock().spoilt = true,
            Effect::Transaction => return Err(Failed::BeforeItBegan(Error::TransactionControl)),
        }
        let (given, taken) = (call.params.len(), prepared.statement.params().len());
        if given != taken {
            let words = format!("it takes {taken} parameters and was given {given}");
            let mismatch = Mismatch::because(words);
            return Err(Failed::BeforeItBegan(Error::Mismatch(mismatch)));
        }
        Ok(())
    }

    async fn collect(&self, statement: &Statement, call: Call<'_>) -> Result<Answer, Failed> {
        let params = call.params.iter().map(|value| *value as &dyn ToSql);
        let rows = self.connection().client.query_raw(statement, params).await;
        let mut rows = pin!(rows.map_err(|error| match Mismatch::of(&error) {
            Some(mismatch) => Failed::BeforeItBegan(Error::Mismatch(mismatch)),
            None => Failed::Running(error),
        })?);
        let mut kept = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(Failed::Running)? {
            match call.rows {
                Rows::One if !kept.is_empty() => {
                    let mismatch = Mismatch::because("it has more than one row");
                    return Err(Failed::InTheMiddle(mismatch));
                }
                Rows::All | Rows::One => kept.push(row),
                Rows::None => {}
            }
        }
        Ok(Answer {
            rows: kept,
            affected: rows.rows_affected().unwrap_or_default(),
        })
    }

    /// A transaction in which a statement was refused cannot go on; what makes it worth beginning
    /// anew stays the reason, whatever comes after.
    fn refused(&self, error: &DbError) {
        let mut state = self.state.lock();
        let is_passing = state.failed.as_ref().is_some_and(ServerError::is_passing);
        if state.in_transaction && !is_passing {
            state.failed = Some(ServerError::new(error));
        }
    }

    fn closed(&self) -> Error {
        Error::Unavailable(Lost::because("it has closed the connection"))
    }

    fn error(&self, failed: Failed, call: Call<'_>) -> Error {
        let error = match failed {
            Failed::BeforeItBegan(error) => return error,
            Failed::InTheMiddle(mismatch) => return Error::Mismatch(mismatch),
            Failed::Running(error) if call.access == Access::Write => {
                Error::of(&error, Stage::Lasting)
            }
            Failed::Preparing(error) | Failed::Running(error) => Error::of(&error, Stage::Harmless),
        };
        if error.is_stale_statement() {
            self.connection().statements.lock().remove(call.sql);
        }
        error
    }
}

/// How a statement failed.
enum Failed {
    /// Nothing was sent of it but what prepares it.
    BeforeItBegan(Error),
    /// The server would not prepare it, or is gone.
    Preparing(tokio_postgres::Error),
    /// The server would not run it, or is gone.
    Running(tokio_postgres::Error),
    /// The server goes on with it.
    InTheMiddle(Mismatch),
}
