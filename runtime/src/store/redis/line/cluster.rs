//! The servers of a Redis Cluster, and which of them has what.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use redis::{RedisResult, Value};
use tokio::sync::{Notify, watch};

use super::dial::Dialer;
use super::events::Events;
use super::server::Server;
use super::slots::Slots;
use super::url::Host;
use crate::clock::Clock;
use crate::random;
use crate::threads::{Threads, Tied};
use crate::within::within;

/// How long a server may take to say who has what.
const ANSWER: Duration = Duration::from_millis(500);
/// How long to wait before asking again, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// A cluster that is followed: it is asked who has what at first, and whenever that turns out to
/// have changed.
pub(super) struct Cluster {
    shared: Arc<Shared>,
    _keeper: Tied,
}

struct Shared {
    /// Those that the URL names.
    seeds: Vec<Host>,
    known: watch::Sender<Known>,
    servers: Mutex<HashMap<Host, Arc<Server>>>,
    stale: Notify,
    dialer: Dialer,
    threads: Threads,
    events: Arc<Events>,
}

#[derive(Clone)]
enum Known {
    NotYet,
    /// Nobody could be asked, for that reason.
    Nothing(Arc<str>),
    Slots(Arc<Slots>),
}

impl Cluster {
    /// Looks for it in the background.
    pub(super) fn open(
        seeds: Vec<Host>,
        dialer: Dialer,
        threads: &Threads,
        events: Arc<Events>,
    ) -> Self {
        let shared = Arc::new(Shared {
            seeds,
            known: watch::Sender::new(Known::NotYet),
            servers: Mutex::default(),
            stale: Notify::new(),
            dialer,
            threads: threads.clone(),
            events,
        });
        let keeper = threads.keep(keep(Arc::clone(&shared)));
        Self {
            shared,
            _keeper: keeper,
        }
    }

    /// Who has that slot, or anybody; once it is known.
    pub(super) async fn owner(&self, slot: Option<u16>) -> RedisResult<Arc<Server>> {
        let slots = self.shared.slots().await?;
        let owner = match slot {
            Some(slot) => slots.owner(slot),
            // Not always the same one, which may be away.
            None => slots.hosts().get(random::index(slots.hosts().len())),
        };
        let Some(owner) = owner else {
            self.is_stale();
            return Err(io::Error::other("no server of the cluster has that slot").into());
        };
        Ok(self.shared.server(owner, true))
    }

    pub(super) fn server(&self, host: &Host) -> Arc<Server> {
        self.shared.server(host, true)
    }

    /// A server says that another one has that slot now.
    pub(super) fn moved(&self, slot: u16, owner: &Host) {
        self.shared.known.send_if_modified(|known| match known {
            Known::Slots(slots) if slots.owner(slot) != Some(owner) => {
                *slots = Arc::new(slots.with(slot, owner));
                true
            }
            _ => false,
        });
        self.is_stale();
    }

    /// Has the cluster asked anew.
    pub(super) fn is_stale(&self) {
        self.shared.stale.notify_one();
    }
}

impl Shared {
    async fn slots(&self) -> RedisResult<Arc<Slots>> {
        let mut known = self.known.subscribe();
        let known = known
            .wait_for(|known| !matches!(known, Known::NotYet))
            .await
            .map_err(io::Error::other)?;
        match &*known {
            Known::Slots(slots) => Ok(Arc::clone(slots)),
            Known::Nothing(why) => Err(io::Error::other(&**why).into()),
            Known::NotYet => Err(io::Error::other("not connected yet").into()),
        }
    }

    /// Opened where it is not; what was asked of others before may have to be taken with care.
    fn server(&self, host: &Host, is_successor: bool) -> Arc<Server> {
        let mut servers = self.servers.lock();
        let server = servers.entry(host.clone()).or_insert_with(|| {
            let (dialer, events) = (self.dialer.clone(), Arc::clone(&self.events));
            Arc::new(Server::open(
                host.clone(),
                dialer,
                &self.threads,
                events,
                is_successor,
            ))
        });
        Arc::clone(server)
    }

    /// Asks one after the other, those that are part of it first.
    async fn look(&self) -> Result<Slots, String> {
        let mut hosts: Vec<Host> = match &*self.known.borrow() {
            Known::Slots(slots) => slots.hosts().to_vec(),
            _ => Vec::new(),
        };
        // Not always the same one first, which may know less than others.
        let first = random::index(hosts.len());
        hosts.rotate_left(first);
        hosts.extend(self.seeds.iter().cloned());
        let mut last = String::new();
        for host in hosts {
            match self.ask(&host).await {
                Ok(slots) => return Ok(slots),
                Err(why) => last = why,
            }
        }
        Err(last)
    }

    /// Over a connection of its own: what is wrong with the other one may be why it is asked.
    async fn ask(&self, host: &Host) -> Result<Slots, String> {
        let (mut connection, _driven) = self.dialer.connection(host).await?;
        let mut question = redis::cmd("CLUSTER");
        question.arg("SLOTS");
        let answer: Value = within(ANSWER, question.query_async(&mut connection))
            .await
            .map_err(|_late| format!("{host}: no answer"))?
            .map_err(|error| format!("{host}: {error}"))?;
        Slots::read(&answer, host).ok_or_else(|| format!("{host}: it knows of no slots"))
    }

    /// Takes note of who has what now; whether that is news.
    fn learn(&self, slots: Slots) -> bool {
        let (is_first, is_news) = match &*self.known.borrow() {
            Known::Slots(known) => (false, **known != slots),
            _ => (true, true),
        };
        self.servers
            .lock()
            .retain(|host, _| slots.hosts().contains(host));
        for host in slots.hosts() {
            self.server(host, !is_first);
        }
        self.known.send_replace(Known::Slots(Arc::new(slots)));
        is_news
    }
}

/// Asks who has what, waits until that is in doubt, and begins anew.
async fn keep(shared: Arc<Shared>) {
    let [first, longest] = PAUSES;
    let mut pause = first;
    loop {
        match shared.look().await {
            Ok(slots) => {
                // Who is told the same time and again need not ask so often.
                pause = match shared.learn(slots) {
                    true => first,
                    false => (pause * 2).min(longest),
                };
                tokio::select! {
                    () = shared.stale.notified() => {}
                    () = shared.events.trouble.notified() => {}
                }
            }
            Err(why) => {
                // What was known is better than nothing.
                shared.known.send_if_modified(|known| {
                    let is_nothing = !matches!(known, Known::Slots(_));
                    if is_nothing {
                        *known = Known::Nothing(why.into());
                    }
                    is_nothing
                });
                pause = (pause * 2).min(longest);
            }
        }
        Clock::system().sleep(pause).await;
    }
}
