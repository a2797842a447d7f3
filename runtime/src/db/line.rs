//! One connection apart from the pool, which all who ask share.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use tokio::sync::{Notify, watch};
use tokio_postgres::Row;

use super::budget::within;
use super::connection::{Connection, Maker};
use super::driver::{Driver, Tied};
use super::error::{Error, Lost, Stage};
use super::run::Params;
use super::statements::Prepared;
use crate::clock::Clock;

/// How long an answer may take at most, whatever the caller's patience.
const ANSWER: Duration = Duration::from_secs(10);
/// How long the server itself works on one statement at most.
const AT_WORK: Duration = Duration::from_secs(1);
/// How long a connection that is in doubt has for a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// How long to wait before the next attempt to connect, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// A connection to the primary for short statements that must not wait for a pool: each is sent as
/// soon as it is asked for, behind those that are under way, and answered in its turn.
///
/// It is for what may be done twice or given up half done: a statement that is dropped goes on at
/// the server, for a second at most, and one whose connection is lost is sent once more. Each is
/// a transaction of its own, at READ COMMITTED whatever the database's default.
pub(crate) struct Line {
    state: watch::Sender<State>,
    doubts: Arc<Notify>,
    _keeper: Tied,
}

#[derive(Clone)]
enum State {
    Connecting,
    /// Connected, for that many times before.
    Up(u64, Arc<Connection>),
    Down(Lost),
}

impl Line {
    /// Connects in the background, with these statements prepared, and goes on doing so until the
    /// database is `closing`.
    pub(super) fn open(
        maker: Maker,
        driver: &Driver,
        statements: &'static [&'static str],
        mut closing: watch::Receiver<bool>,
    ) -> Self {
        let state = watch::Sender::new(State::Connecting);
        let doubts = Arc::new(Notify::new());
        let keeper = Keeper {
            maker,
            driver: driver.clone(),
            statements,
            state: state.clone(),
            doubts: Arc::clone(&doubts),
        };
        let kept = async move {
            let state = keeper.state.clone();
            select(
                pin!(keeper.keep()),
                pin!(closing.wait_for(|closing| *closing)),
            )
            .await;
            state.send_replace(State::Down(Lost::because("it has been closed")));
        };
        Self {
            state,
            doubts,
            _keeper: driver.keep(kept),
        }
    }

    /// The only row that a statement gives.
    pub(crate) async fn query_one(&self, sql: &str, params: Params<'_>) -> Result<Row, Error> {
        within(ANSWER, self.ask(sql, params))
            .await
            .unwrap_or(Err(Error::Deadline))
    }

    /// Waits until it is connected, or it is known that it cannot be.
    pub(crate) async fn settled(&self) {
        let mut states = self.state.subscribe();
        let is_settled = |state: &State| !matches!(state, State::Connecting);
        // The sender is ours, so waiting cannot fail.
        let _ = states.wait_for(is_settled).await;
    }

    async fn ask(&self, sql: &str, params: Params<'_>) -> Result<Row, Error> {
        let mut is_last = false;
        loop {
            let (number, connection) = self.connection().await?;
            // Where nobody waits for the answer any more, the connection may be why.
            let mut doubt = Doubt(Some(&self.doubts));
            let answer = connection.ask(sql, params).await;
            doubt.0 = None;
            match answer.map_err(|error| Error::of(&error, Stage::Lasting)) {
                // Too slow, but alive.
                Err(Error::Deadline) => return Err(Error::Deadline),
                // It is gone, or no primary any more, or knows the statement as it was.
                Err(error) => {
                    self.lost(number);
                    if is_last {
                        return Err(error);
                    }
                    is_last = true;
                }
                done => return done,
            }
        }
    }

    async fn connection(&self) -> Result<(u64, Arc<Connection>), Error> {
        self.settled().await;
        match &*self.state.borrow() {
            State::Up(number, connection) => Ok((*number, Arc::clone(connection))),
            State::Down(lost) => Err(Error::Unavailable(lost.clone())),
            State::Connecting => Err(Error::Unavailable(Lost::because("it has just been lost"))),
        }
    }

    /// Has the connection of that number replaced, unless it has been already.
    fn lost(&self, number: u64) {
        let is_news = self.state.send_if_modified(|state| {
            let is_it = matches!(state, State::Up(current, _) if *current == number);
            if is_it {
                *state = State::Connecting;
            }
            is_it
        });
        if is_news {
            self.doubts.notify_one();
        }
    }
}

/// Has the connection looked at when it is dropped.
struct Doubt<'a>(Option<&'a Notify>);

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        if let Some(doubts) = self.0 {
            doubts.notify_one();
        }
    }
}

/// Who keeps a line connected.
struct Keeper {
    maker: Maker,
    driver: Driver,
    statements: &'static [&'static str],
    state: watch::Sender<State>,
    doubts: Arc<Notify>,
}

impl Keeper {
    /// Connects, waits until the connection is lost, and begins anew.
    async fn keep(self) {
        let [first, longest] = PAUSES;
        let mut pause = first;
        for number in 0.. {
            match self.connect().await {
                Ok(connection) => {
                    pause = first;
                    let connection = Arc::new(connection);
                    let up = State::Up(number, Arc::clone(&connection));
                    self.state.send_replace(up);
                    self.until_lost(&connection).await;
                }
                Err(error) => {
                    let lost = match error {
                        Error::Unavailable(lost) => lost,
                        other => Lost::because(other.to_string()),
                    };
                    self.state.send_replace(State::Down(lost));
                    Clock::system().sleep(pause).await;
                    pause = (pause * 2).min(longest);
                }
            }
        }
    }

    async fn connect(&self) -> Result<Connection, Error> {
        let connection = self.maker.connect().await?;
        let made_ready = connection.make_ready(self.statements).boxed();
        match within(ANSWER, made_ready).await {
            Ok(Ok(())) => Ok(connection),
            Ok(Err(error)) => Err(Error::of(&error, Stage::Connecting)),
            Err(_late) => {
                connection.close();
                Err(Error::Deadline)
            }
        }
    }

    /// Returns once somebody has lost the connection, or it is old, or somebody doubts it and it
    /// gives no sign of life.
    async fn until_lost(&self, connection: &Connection) {
        let mut age = pin!(connection.until_old());
        loop {
            let doubt = pin!(self.doubts.notified());
            if let Either::Right(_) = select(doubt, age.as_mut()).await {
                // Whoever asks meanwhile still has it; what is under way comes to its end.
                return;
            }
            let is_up = matches!(*self.state.borrow(), State::Up(..));
            if !is_up || connection.client.is_closed() {
                break;
            }
            let sign = within(SIGN_OF_LIFE, connection.client.batch_execute("")).await;
            if !matches!(sign, Ok(Ok(()))) {
                break;
            }
        }
        self.state.send_replace(State::Connecting);
        let cancel = connection.cancel.clone();
        self.driver.spawn(cancel.send(SIGN_OF_LIFE));
        connection.close();
    }
}

impl Connection {
    /// Sets what the statements of a line need, and prepares them.
    async fn make_ready(&self, statements: &[&str]) -> Result<(), tokio_postgres::Error> {
        let said = format!(
            "SET statement_timeout = {};\
             SET default_transaction_read_only = off;\
             SET default_transaction_isolation = 'read committed'",
            AT_WORK.as_millis()
        );
        self.client.batch_execute(&said).await?;
        for sql in statements {
            let statement = self.client.prepare(sql).await?;
            let mut known = self.statements.lock();
            known.insert(sql, Prepared::new(sql, statement));
        }
        Ok(())
    }

    async fn ask(&self, sql: &str, params: Params<'_>) -> Result<Row, tokio_postgres::Error> {
        let known = self.statements.lock().get(sql);
        let statement = match known {
            Some(prepared) => prepared.statement,
            None => self.client.prepare(sql).await?,
        };
        self.client.query_one(&statement, params).await
    }
}
