//! Many clients, two instances, one server, and trouble for all of them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint_tests::servers::{look, until};
use hardpoint_tests::{Answer, History};

use crate::clients::Shop;
use crate::scene::{self, Addresses};
use crate::trouble::{Harm, Victims};

/// How many clients there are at a time.
const CLIENTS: usize = 20;

/// Two instances on one server, to which storms may come.
pub(crate) struct Storm {
    target: &'static str,
    victims: Victims,
    rounds: u32,
}

/// What a storm has left behind.
pub(crate) struct Aftermath {
    pub(crate) history: History,
    pub(crate) harm: Harm,
}

/// How much has happened in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Summary {
    pub(crate) unanswered: usize,
    pub(crate) refused: usize,
    pub(crate) succeeded: usize,
    pub(crate) replayed: usize,
    pub(crate) effects: usize,
    pub(crate) harm: Harm,
}

impl Storm {
    /// Two instances with these variables, that serve orders at `target`.
    pub(crate) async fn prepare(target: &'static str, variables: &[(&str, &str)]) -> Self {
        let server = scene::server().await;
        let instances = ["one", "two"].map(|name| {
            let more = [variables, &[("INSTANCE", name)]].concat();
            scene::instance(server.url(), &more)
        });
        Self {
            target,
            victims: Victims {
                server,
                instances: instances.into(),
            },
            rounds: 0,
        }
    }

    /// Lets clients and faults loose for that long at least, then asks for every key until it is
    /// served.
    pub(crate) async fn rage(mut self, seed: u64, lasting: Duration) -> (Self, Aftermath) {
        let mut chance = fastrand::Rng::with_seed(seed);
        self.rounds += 1;
        let now = Clock::system().now();
        let shop = Shop {
            target: self.target,
            // Only a transaction takes back what was written.
            has_failures: self.target == "/tx-orders",
            addresses: Addresses::of(&self.victims.instances),
            name: format!("r{}", self.rounds),
            opened: now,
            closed: Arc::default(),
        };
        let (end, closed) = (now.after(lasting), Arc::clone(&shop.closed));
        let (addresses, others) = (shop.addresses.clone(), chance.fork());
        let harmed = tokio::task::spawn_blocking(move || {
            let harm = self.victims.harm(&addresses, others, end);
            closed.get_or_init(|| Clock::system().now());
            (self, harm)
        });
        let clients = (0..CLIENTS).map(|client| {
            let visit = shop.clone().frequent(client, chance.fork());
            tokio::spawn(visit)
        });
        let attempts = join_all(clients).await;
        let (storm, harm) = harmed.await.expect("servers and instances start again");
        let insisting = (0..shop.keys()).map(|key| tokio::spawn(shop.clone().insist(key)));
        let attempts = attempts.into_iter().chain(join_all(insisting).await);
        let attempts = attempts.flat_map(|attempts| attempts.expect("a client that goes on"));

        let look = look(storm.victims.server.url()).await;
        // What the last of the abandoned requests held is given back.
        let locks = "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        until(&look, locks).await;
        let history = History {
            attempts: attempts.collect(),
            effects: scene::effects(&look, &shop.name).await,
        };
        (storm, Aftermath { history, harm })
    }
}

impl Aftermath {
    pub(crate) fn summary(&self) -> Summary {
        let answers = || self.history.attempts.iter().map(|it| it.answer.as_ref());
        let count = |is: fn(&Answer) -> bool| answers().flatten().filter(|it| is(it)).count();
        Summary {
            unanswered: answers().filter(Option::is_none).count(),
            refused: count(|answer| answer.status >= 400),
            succeeded: count(|answer| answer.status < 300),
            replayed: count(|answer| answer.header("idempotency-replayed").is_some()),
            effects: self.history.effects.len(),
            harm: self.harm,
        }
    }
}

impl Summary {
    /// A storm in which nothing happens proves nothing.
    pub(crate) fn is_a_storm(&self) -> bool {
        let harm = &self.harm;
        let everything_was_harmed = harm.instances_killed >= 2
            && harm.instances_stopped >= 1
            && harm.servers_killed >= 2
            && harm.servers_stopped >= 1
            && harm.sessions_ended >= 1;
        let counts = [
            self.unanswered,
            self.refused,
            self.succeeded,
            self.replayed,
            self.effects,
        ];
        everything_was_harmed && counts.iter().all(|count| *count >= 20)
    }
}
