//! One connection to Redis, kept on threads of its own and made anew whenever it is lost.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::{MultiplexedConnection, PubSub};
use redis::{
    AsyncConnectionConfig, Client, FromRedisValue, Pipeline, RedisError, ScriptInvocation,
};
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::store::StoreError;
use crate::threads::{Threads, Tied};
use crate::within::within;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(1);
/// How long an answer may take at most, whatever the budget of its caller.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a connection that is in doubt has for a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// How long to wait before the next attempt to connect, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// The way to one server. All calls share one connection; each is answered in its turn.
pub(super) struct Line {
    client: Client,
    state: watch::Sender<State>,
    doubts: Arc<Notify>,
    _keeper: Tied,
    _threads: Threads,
}

#[derive(Clone)]
enum State {
    Connecting,
    /// Connected, for that many times before.
    Up(u64, MultiplexedConnection),
    Down(Arc<RedisError>),
}

impl Line {
    /// Connects in the background, and goes on doing so.
    pub(super) fn open(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(StoreError::new)?;
        let threads = Threads::start("hardpoint-redis", 1).map_err(StoreError::new)?;
        let state = watch::Sender::new(State::Connecting);
        let doubts = Arc::new(Notify::new());
        let keeper = threads.keep(keep(client.clone(), state.clone(), Arc::clone(&doubts)));
        Ok(Self {
            client,
            state,
            doubts,
            _keeper: keeper,
            _threads: threads,
        })
    }

    /// Runs a script. Where the connection turns out to be lost, as one that was idle for long often
    /// is, it is run once more over a new one: what it does may then have been done twice.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        self.ask(Call::Script(script)).await
    }

    /// Sends the commands of a pipeline in one piece, and gives their answers as one tuple or list;
    /// a single command is a pipeline of one, with an answer like `(T,)`.
    ///
    /// Where the connection turns out to be lost, all of it is sent once more over a new one, as a
    /// script is: each command may then have been done twice, so send those only that may. Unless
    /// the pipeline is [atomic](redis::Pipeline::atomic), others come in between. The keys of one
    /// pipeline are of one group (in braces), for they have to be on one server of a cluster.
    pub(super) async fn query<T: FromRedisValue>(
        &self,
        pipeline: &Pipeline,
    ) -> Result<T, StoreError> {
        self.ask(Call::Pipeline(pipeline)).await
    }

    /// A connection of its own for subscriptions, driven on the runtime of whoever calls.
    pub(super) async fn subscriber(&self) -> Result<PubSub, StoreError> {
        within(CONNECT, self.client.get_async_pubsub())
            .await
            .map_err(|_late| StoreError::new("no answer in time"))?
            .map_err(StoreError::new)
    }

    async fn ask<T: FromRedisValue>(&self, call: Call<'_>) -> Result<T, StoreError> {
        let mut is_last = false;
        loop {
            let (number, mut connection) = self.connection().await?;
            // Where nobody waits for the answer any more, the connection may be why.
            let mut doubt = Doubt(Some(&self.doubts));
            let done = call.over(&mut connection).await;
            doubt.0 = None;
            match done {
                Err(error) if error.is_unrecoverable_error() => {
                    self.lost(number);
                    if is_last {
                        return Err(StoreError::new(error));
                    }
                    is_last = true;
                }
                done => return done.map_err(StoreError::new),
            }
        }
    }

    async fn connection(&self) -> Result<(u64, MultiplexedConnection), StoreError> {
        let mut states = self.state.subscribe();
        let is_known = |state: &State| !matches!(state, State::Connecting);
        // The sender is ours, so waiting cannot fail.
        match states
            .wait_for(is_known)
            .await
            .map_err(StoreError::new)?
            .clone()
        {
            State::Up(number, connection) => Ok((number, connection)),
            State::Down(error) => Err(StoreError::new(error)),
            State::Connecting => Err(StoreError::new("not connected yet")),
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

/// What a server is asked to do.
#[derive(Clone, Copy)]
enum Call<'a> {
    Script(&'a ScriptInvocation<'a>),
    Pipeline(&'a Pipeline),
}

impl Call<'_> {
    async fn over<T: FromRedisValue>(
        self,
        connection: &mut MultiplexedConnection,
    ) -> Result<T, RedisError> {
        match self {
            Self::Script(script) => script.invoke_async(connection).await,
            Self::Pipeline(pipeline) => pipeline.query_async(connection).await,
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

/// Connects, waits until the connection is lost, and begins anew.
async fn keep(client: Client, state: watch::Sender<State>, doubts: Arc<Notify>) {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(Some(ANSWER));
    let [first, longest] = PAUSES;
    let mut pause = first;
    for number in 0.. {
        let dialled = client.get_multiplexed_async_connection_with_config(&config);
        match dialled.await {
            Ok(connection) => {
                pause = first;
                state.send_replace(State::Up(number, connection.clone()));
                until_lost(connection, &state, &doubts).await;
                state.send_replace(State::Connecting);
            }
            Err(error) => {
                state.send_replace(State::Down(Arc::new(error)));
                Clock::system().sleep(pause).await;
                pause = (pause * 2).min(longest);
            }
        }
    }
}

/// Returns once somebody has lost the connection, or doubts it and it gives no sign of life.
async fn until_lost(
    mut connection: MultiplexedConnection,
    state: &watch::Sender<State>,
    doubts: &Notify,
) {
    loop {
        doubts.notified().await;
        if !matches!(*state.borrow(), State::Up(..)) {
            return;
        }
        let ping = redis::cmd("PING");
        let answer = within(SIGN_OF_LIFE, ping.query_async::<()>(&mut connection)).await;
        if !matches!(answer, Ok(Ok(()))) {
            return;
        }
    }
}
