//! The way to Redis: connections on threads of their own, made anew whenever they are lost.

mod cluster;
#[cfg(test)]
mod cluster_tests;
mod dial;
mod events;
#[cfg(test)]
mod fixture;
mod report;
mod route;
mod server;
mod slots;
#[cfg(test)]
mod tests;
mod url;
mod verdict;

use std::sync::Arc;

use redis::aio::PubSub;
use redis::{FromRedisValue, Pipeline, RedisError, ScriptInvocation};
use tokio::sync::watch;

use self::cluster::Cluster;
use self::dial::Dialer;
use self::events::Events;
use self::route::{Route, Way};
use self::server::Server;
use self::verdict::is_script_missing;
use crate::store::StoreError;
use crate::threads::Threads;

/// The way to one server, or to all of a cluster. All calls to a server share one connection; each
/// is answered in its turn.
///
/// A server that turns out to be a replica, or to be loading its data, counts as away: its
/// connection is made anew, to whoever its name stands for then.
pub(super) struct Line {
    way: Way,
    dialer: Dialer,
    events: Arc<Events>,
    threads: Threads,
}

impl Line {
    /// Connects in the background, and goes on doing so.
    pub(super) fn open(url: &str) -> Result<Self, StoreError> {
        let place = url::parse(url).map_err(StoreError::new)?;
        let dialer = Dialer::new(place.session, place.tls.as_ref()).map_err(StoreError::new)?;
        let threads = Threads::start("hardpoint-redis", 1).map_err(StoreError::new)?;
        let events = Arc::new(Events::default());
        let (to, told) = (dialer.clone(), Arc::clone(&events));
        let mut hosts = place.hosts;
        let way = match hosts.pop() {
            Some(host) if !place.is_cluster => {
                Way::One(Arc::new(Server::open(host, to, &threads, told, false)))
            }
            last => {
                hosts.extend(last);
                Way::Cluster(Cluster::open(hosts, to, &threads, told))
            }
        };
        Ok(Self {
            way,
            dialer,
            events,
            threads,
        })
    }

    /// Runs a script. Where the connection turns out to be lost, as one that was idle for long often
    /// is, it is run once more over a new one: what it does may then have been done twice.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        let mut route = Route::new(&self.way);
        let done = match script.invoke_async(&mut route).await {
            // It went to one server just before another took its place.
            Err(error) if is_script_missing(&error) => script.invoke_async(&mut route).await,
            done => done,
        };
        done.map_err(StoreError::new)
    }

    /// Sends the commands of a pipeline in one piece, and gives their answers as one tuple or list;
    /// a single command is a pipeline of one, with an answer like `(T,)`.
    ///
    /// Where the connection turns out to be lost, or a cluster has changed, all of it is sent once
    /// more: each command may then have been done twice, so send those only that may. Unless the
    /// pipeline is [atomic](redis::Pipeline::atomic), others come in between. The keys of one
    /// pipeline are of one group (in braces), for they have to be on one server of a cluster.
    pub(super) async fn query<T: FromRedisValue>(
        &self,
        pipeline: &Pipeline,
    ) -> Result<T, StoreError> {
        let mut route = Route::new(&self.way);
        let done: Result<T, RedisError> = pipeline.query_async(&mut route).await;
        done.map_err(StoreError::new)
    }

    /// A new connection for subscriptions to the server that has `key`, which nobody makes anew: its
    /// messages end when it is lost. In a cluster it goes to whoever had the key when it was made.
    pub(super) async fn subscriber(&self, key: &str) -> Result<PubSub, StoreError> {
        let server = self.way.to_key(key).await.map_err(StoreError::new)?;
        let (dialer, host) = (self.dialer.clone(), server.host().clone());
        let dialled = self
            .threads
            .spawn(async move { dialer.subscriber(&host).await });
        let made = dialled.await.map_err(StoreError::new)?;
        made.map_err(StoreError::new)
    }

    /// How often another server has answered than before, or the same one after it was started or
    /// promoted anew: what was kept there may be gone, or be older than what was read from it.
    ///
    /// It is counted before the first answer of that server, or else within a second or two of what
    /// has happened. Where a user has no right to `INFO`, every [reconnection](Self::reconnections)
    /// may be one and counts.
    #[cfg_attr(not(test), expect(dead_code, reason = "for stores to come"))]
    pub(super) fn restarts(&self) -> watch::Receiver<u64> {
        self.events.restarts()
    }

    /// How often a connection was lost and has been replaced, before its first answer.
    #[cfg_attr(not(test), expect(dead_code, reason = "for stores to come"))]
    pub(super) fn reconnections(&self) -> watch::Receiver<u64> {
        self.events.reconnections()
    }
}
