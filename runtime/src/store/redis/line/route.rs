//! One call on its way: to the server that has its keys, and after them where they have gone.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, ServerError, Value};

use super::cluster::Cluster;
use super::server::Server;
use super::slots;
use super::url::Host;
use super::verdict::Verdict;
use crate::clock::Clock;

/// How often a command is sent at most, and where it is sent elsewhere or later.
const ATTEMPTS: u32 = 6;
/// How long a change of a cluster is given, at first; twice as long each time.
const PAUSE: Duration = Duration::from_millis(2);

/// Where a line leads.
pub(super) enum Way {
    One(Arc<Server>),
    Cluster(Cluster),
}

impl Way {
    async fn to(&self, slot: Option<u16>) -> RedisResult<Arc<Server>> {
        match self {
            Self::One(server) => Ok(Arc::clone(server)),
            Self::Cluster(cluster) => cluster.owner(slot).await,
        }
    }

    /// The server that has a key.
    pub(super) async fn to_key(&self, key: &str) -> RedisResult<Arc<Server>> {
        self.to(Some(slots::of_key(key.as_bytes()))).await
    }

    fn server(&self, host: &Host) -> RedisResult<Arc<Server>> {
        match self {
            // The way to the others is not known: they may have to do with another user or network.
            Self::One(server) => Err(io::Error::other(format!(
                "{} is a server of a cluster: its URL begins with `redis+cluster://`",
                server.host()
            ))
            .into()),
            Self::Cluster(cluster) => Ok(cluster.server(host)),
        }
    }

    fn moved(&self, slot: u16, owner: &Host) {
        if let Self::Cluster(cluster) = self {
            cluster.moved(slot, owner);
        }
    }

    fn is_stale(&self) {
        if let Self::Cluster(cluster) = self {
            cluster.is_stale();
        }
    }
}

/// One call. As a connection, so that whoever knows what to ask need not know whom.
pub(super) struct Route<'a> {
    way: &'a Way,
    /// Who was asked last: what has no key goes there too, as a script does that was missing.
    last: Option<Arc<Server>>,
}

impl<'a> Route<'a> {
    pub(super) fn new(way: &'a Way) -> Self {
        Self { way, last: None }
    }

    async fn first(&self, slot: Option<u16>) -> RedisResult<Arc<Server>> {
        match (&self.last, slot) {
            (Some(last), None) => Ok(Arc::clone(last)),
            _ => self.way.to(slot).await,
        }
    }

    async fn command(&mut self, command: &Cmd) -> RedisResult<Value> {
        let slot = self.slot(|| Ok(slots::of_command(command)))?;
        let mut server = self.first(slot).await?;
        let mut trip = Trip::new(self.way, slot);
        loop {
            let is_asking = trip.is_asking;
            let (number, done) = server
                .call(async |connection| send(connection, command, is_asking).await)
                .await
                .inspect_err(|_| self.way.is_stale())?;
            self.last = Some(Arc::clone(&server));
            match done.and_then(Value::extract_error) {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    let verdict = Verdict::on(&error, server.host());
                    server = trip.next(verdict, error, &server, number).await?;
                }
            }
        }
    }

    async fn commands(
        &mut self,
        pipeline: &Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisResult<Vec<Value>> {
        let slot = self.slot(|| slots::of_pipeline(pipeline).map_err(RedisError::from))?;
        let mut server = self.first(slot).await?;
        let mut trip = Trip::new(self.way, slot);
        loop {
            let (number, done) = server
                .call(async |mut connection| {
                    connection
                        .req_packed_commands(pipeline, offset, count)
                        .await
                })
                .await
                .inspect_err(|_| self.way.is_stale())?;
            self.last = Some(Arc::clone(&server));
            let (verdict, error) = match done {
                Err(error) => match Verdict::on(&error, server.host()) {
                    // A transaction that was not begun: its keys are here and there.
                    Verdict::Ask(_) => (Verdict::Wait, error),
                    verdict => (verdict, error),
                },
                Ok(answers) => match worst(&answers, server.host()) {
                    None => return Ok(answers),
                    Some((Verdict::Ask(_), _)) => {
                        return self.asked(pipeline, answers, server.host()).await;
                    }
                    Some((verdict, error)) => (verdict, error.into()),
                },
            };
            server = trip.next(verdict, error, &server, number).await?;
        }
    }

    /// Sends those commands of a pipeline once more whose keys have gone already, and only those.
    async fn asked(
        &mut self,
        pipeline: &Pipeline,
        mut answers: Vec<Value>,
        asked: &Host,
    ) -> RedisResult<Vec<Value>> {
        for (answer, command) in answers.iter_mut().zip(pipeline.cmd_iter()) {
            let Value::ServerError(error) = &*answer else {
                continue;
            };
            if let Verdict::Ask(_) = Verdict::on_server(error, asked) {
                // Their errors are answers, as those of the others.
                *answer = match self.command(command).await {
                    Ok(answer) => answer,
                    Err(error) => Value::ServerError(ServerError::try_from(error)?),
                };
            }
        }
        Ok(answers)
    }

    /// Only a cluster has slots.
    fn slot(&self, slot: impl FnOnce() -> RedisResult<Option<u16>>) -> RedisResult<Option<u16>> {
        match self.way {
            Way::One(_) => Ok(None),
            Way::Cluster(_) => slot(),
        }
    }
}

/// What has been tried for one command.
struct Trip<'a> {
    way: &'a Way,
    slot: Option<u16>,
    attempts: u32,
    was_lost: bool,
    is_asking: bool,
}

impl<'a> Trip<'a> {
    fn new(way: &'a Way, slot: Option<u16>) -> Self {
        Self {
            way,
            slot,
            attempts: 0,
            was_lost: false,
            is_asking: false,
        }
    }

    /// Whom to ask now; the error where that is nobody.
    async fn next(
        &mut self,
        verdict: Verdict,
        error: RedisError,
        server: &Arc<Server>,
        number: u64,
    ) -> RedisResult<Arc<Server>> {
        self.attempts += 1;
        self.is_asking = false;
        if verdict == Verdict::Lost {
            server.lost(number);
            self.way.is_stale();
        }
        let is_last = self.attempts == ATTEMPTS || self.was_lost && verdict == Verdict::Lost;
        match verdict {
            Verdict::Answer => Err(error),
            _ if is_last => Err(error),
            Verdict::Lost => {
                self.was_lost = true;
                self.way.to(self.slot).await
            }
            Verdict::Moved(slot, host) => {
                self.way.moved(slot, &host);
                self.way.server(&host)
            }
            Verdict::Ask(host) => {
                self.is_asking = true;
                self.way.server(&host)
            }
            Verdict::Wait => {
                self.way.is_stale();
                Clock::system()
                    .sleep(PAUSE * 2_u32.pow(self.attempts))
                    .await;
                self.way.to(self.slot).await
            }
        }
    }
}

async fn send(
    mut connection: MultiplexedConnection,
    command: &Cmd,
    is_asking: bool,
) -> RedisResult<Value> {
    if !is_asking {
        return connection.req_packed_command(command).await;
    }
    // In one piece: it is meant for the next command of the connection.
    let mut both = Pipeline::new();
    both.cmd("ASKING");
    both.add_command(command.clone());
    let mut answers = connection.req_packed_commands(&both, 1, 1).await?;
    let nothing = || io::Error::other("no answer").into();
    answers.pop().ok_or_else(nothing)
}

/// The first error among the answers of a pipeline that has to do with the way.
fn worst(answers: &[Value], asked: &Host) -> Option<(Verdict, ServerError)> {
    answers.iter().find_map(|answer| {
        let Value::ServerError(error) = answer else {
            return None;
        };
        match Verdict::on_server(error, asked) {
            Verdict::Answer => None,
            verdict => Some((verdict, error.clone())),
        }
    })
}

impl From<slots::SeveralSlots> for RedisError {
    fn from(_: slots::SeveralSlots) -> Self {
        let why = "the keys of one call belong to several servers of a cluster";
        Self::from((ErrorKind::Client, why))
    }
}

impl ConnectionLike for Route<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.command(command))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.commands(pipeline, offset, count))
    }

    fn get_db(&self) -> i64 {
        0
    }
}
