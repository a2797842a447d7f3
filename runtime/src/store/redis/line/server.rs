//! The connection to one server, kept on threads of its own and made anew whenever it is lost.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{RedisError, RedisResult};
use tokio::sync::{Notify, watch};

use super::dial::Dialer;
use super::events::Events;
use super::report::Report;
use super::url::Host;
use crate::clock::Clock;
use crate::threads::{Threads, Tied};
use crate::within::within;

/// How long a connection that is in doubt has for a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// How often a connection is looked at that nobody doubts.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait before the next attempt to connect, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// One server. All calls share one connection; each is answered in its turn.
pub(super) struct Server {
    host: Host,
    state: watch::Sender<State>,
    doubts: Arc<Notify>,
    _keeper: Tied,
}

#[derive(Clone)]
enum State {
    Connecting,
    /// Connected, for that many times before.
    Up(u64, MultiplexedConnection),
    /// For that reason.
    Down(Arc<str>),
}

impl Server {
    /// Connects in the background, and goes on doing so. The first connection is a restart where
    /// others were asked before this server.
    pub(super) fn open(
        host: Host,
        dialer: Dialer,
        threads: &Threads,
        events: Arc<Events>,
        is_successor: bool,
    ) -> Self {
        let state = watch::Sender::new(State::Connecting);
        let doubts = Arc::new(Notify::new());
        let keeper = Keeper {
            host: host.clone(),
            dialer,
            state: state.clone(),
            doubts: Arc::clone(&doubts),
            events,
            last: is_successor.then(Report::default),
        };
        Self {
            host,
            state,
            doubts,
            _keeper: threads.keep(keeper.keep()),
        }
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Has `call` done over the connection, and says which one that was.
    pub(super) async fn call<T>(
        &self,
        call: impl AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    ) -> RedisResult<(u64, RedisResult<T>)> {
        let (number, connection) = self.connection().await?;
        // Where nobody waits for the answer any more, the connection may be why.
        let mut doubt = Doubt(Some(&self.doubts));
        let done = call(connection).await;
        doubt.0 = None;
        Ok((number, done))
    }

    /// Once it is known whether there is one.
    pub(super) async fn connection(&self) -> RedisResult<(u64, MultiplexedConnection)> {
        let mut states = self.state.subscribe();
        let is_known = |state: &State| !matches!(state, State::Connecting);
        // The sender is ours, so waiting cannot fail.
        let state = states.wait_for(is_known).await.map_err(io::Error::other)?;
        match &*state {
            State::Up(number, connection) => Ok((*number, connection.clone())),
            State::Down(why) => Err(io::Error::other(&**why).into()),
            State::Connecting => Err(io::Error::other("not connected yet").into()),
        }
    }

    /// Has the connection of that number replaced, unless it has been already.
    pub(super) fn lost(&self, number: u64) {
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

/// Who makes the connections.
struct Keeper {
    host: Host,
    dialer: Dialer,
    state: watch::Sender<State>,
    doubts: Arc<Notify>,
    events: Arc<Events>,
    /// What the server last said of itself.
    last: Option<Report>,
}

impl Keeper {
    /// Connects, waits until the connection is lost, and begins anew.
    async fn keep(mut self) {
        let [first, longest] = PAUSES;
        let mut pause = first;
        let mut number = 0;
        loop {
            match self.connect().await {
                Ok((mut connection, driven, report)) => {
                    self.is_there(report, number);
                    let since = Clock::system().now();
                    self.state
                        .send_replace(State::Up(number, connection.clone()));
                    self.until_lost(&mut connection).await;
                    self.state.send_replace(State::Connecting);
                    // Whoever waits for an answer asks again, over the next one.
                    drop(driven);
                    self.events.trouble.notify_one();
                    number += 1;
                    // One that is good for nothing, time and again, is not made over and over.
                    if Clock::system().now().since(since) > longest {
                        pause = first;
                        continue;
                    }
                }
                Err(why) => {
                    self.state.send_replace(State::Down(why.into()));
                    self.events.trouble.notify_one();
                }
            }
            Clock::system().sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    async fn connect(&self) -> Result<(MultiplexedConnection, Tied, Report), String> {
        let (mut connection, driven) = self.dialer.connection(&self.host).await?;
        let named = |why: &dyn std::fmt::Display| format!("{}: {why}", self.host);
        let report = within(SIGN_OF_LIFE, Report::ask(&mut connection))
            .await
            .map_err(|_late| named(&"no answer"))?
            .map_err(|error: RedisError| named(&error))?;
        match report.unfit() {
            None => Ok((connection, driven, report)),
            Some(why) => Err(named(&why)),
        }
    }

    /// Tells of a new connection before anything is answered over it.
    fn is_there(&mut self, report: Report, number: u64) {
        if number > 0 {
            self.events.reconnected();
        }
        if self.last.as_ref().is_some_and(|last| !report.is_same(last)) {
            self.events.restarted();
        }
        self.last = Some(report);
    }

    /// Returns once somebody has lost the connection, or it gives no sign of life, or the server
    /// has become unfit to be asked.
    async fn until_lost(&mut self, connection: &mut MultiplexedConnection) {
        loop {
            tokio::select! {
                () = self.doubts.notified() => {}
                () = Clock::system().sleep(LOOK) => {
                    let answer = tokio::select! {
                        // Nobody waits for it: it may be as late as any answer.
                        answer = Report::ask(connection) => Some(answer),
                        () = self.doubts.notified() => None,
                    };
                    match answer.map(|answer| self.is_fit(answer)) {
                        Some(true) => continue,
                        Some(false) => return,
                        None => {}
                    }
                }
            }
            if !matches!(*self.state.borrow(), State::Up(..)) {
                return;
            }
            let answer = within(SIGN_OF_LIFE, Report::ask(connection)).await;
            if !answer.is_ok_and(|answer| self.is_fit(answer)) {
                return;
            }
        }
    }

    fn is_fit(&mut self, answer: RedisResult<Report>) -> bool {
        let Ok(report) = answer else { return false };
        let is_fit = report.unfit().is_none();
        // It may have been a replica for a while that nobody has noticed.
        if is_fit && self.last.as_ref().is_some_and(|last| report.is_other(last)) {
            self.events.restarted();
            self.last = Some(report);
        }
        is_fit
    }
}
