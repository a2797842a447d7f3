//! A request that is held at one step of its life, to see what becomes of it there.

use std::net::SocketAddr;

use hardpoint_tests::servers::{Postgres, look, until};
use hardpoint_tests::{Answer, Attempt, History, Instance, Promise, Proxy, Side};
use tokio::task::JoinHandle;

use crate::clients::{Way, ask, insist};
use crate::scene;

/// Where a request is held, before its words are heard by the other side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    side: Side,
    words: &'static str,
    /// What the server says yes to once everything before has been done.
    proof: &'static str,
    /// Whether the request is done already.
    pub(crate) is_done: bool,
    /// Whether it is done once the other side has heard it, whoever dies meanwhile.
    pub(crate) is_done_when_heard: bool,
}

/// The steps, in their order.
pub(crate) const STEPS: [Step; 6] = [
    Step::before("before-claim", "BEGIN ISOLATION LEVEL", "SELECT true"),
    Step::after("after-claim", "BEGIN\0", CLAIMED),
    // Who writes is told in the statement's parameters.
    Step::before("before-write", "the-first", CLAIMED),
    Step::after("after-write", "INSERT 0 1\0", CLAIMED),
    Step {
        is_done_when_heard: true,
        ..Step::before("before-commit", "COMMIT\0", CLAIMED)
    },
    Step {
        is_done: true,
        is_done_when_heard: true,
        ..Step::after("after-commit", "COMMIT\0", DONE)
    },
];

const CLAIMED: &str = "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const DONE: &str = "SELECT count(*) = 1 FROM orders WHERE attempt = 'the-first-after-commit'";

/// The steps of a write without a transaction.
pub(crate) const WRITE: [Step; 2] = [
    Step::before("before-write", "the-first", "SELECT true"),
    Step {
        is_done: true,
        ..Step::after("after-write", "INSERT 0 1\0", WRITTEN)
    },
];

const WRITTEN: &str = "SELECT count(*) = 1 FROM orders WHERE attempt = 'the-first-after-write'";

impl Step {
    const fn before(name: &'static str, words: &'static str, proof: &'static str) -> Self {
        Self {
            name,
            side: Side::Client,
            words,
            proof,
            is_done: false,
            is_done_when_heard: false,
        }
    }

    const fn after(name: &'static str, words: &'static str, proof: &'static str) -> Self {
        Self {
            side: Side::Server,
            ..Self::before(name, words, proof)
        }
    }
}

/// An instance behind a proxy before its server.
pub(crate) struct Stage {
    target: &'static str,
    pub(crate) server: Postgres,
    pub(crate) proxy: Proxy,
    pub(crate) instance: Instance,
}

/// A request that is being held.
pub(crate) struct Held {
    step: Step,
    pub(crate) key: String,
    /// The name of its attempt.
    name: String,
    answer: JoinHandle<Option<Answer>>,
}

impl Held {
    /// What its client is told, or that it has left.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let answer = (&mut self.answer).await.expect("a client that goes on");
        let told = answer.clone();
        self.answer = tokio::spawn(async { told });
        answer
    }
}

impl Stage {
    /// Whoever is held has the time for it.
    pub(crate) async fn set() -> Self {
        Self::with("20s", &[]).await
    }

    /// The same, with another timeout of requests, and more variables.
    pub(crate) async fn with(timeout: &str, variables: &[(&str, &str)]) -> Self {
        let timeout = ("HARDPOINT_PLACE_IN_TX_TIMEOUT", timeout);
        Self::at("/tx-orders", &[&[timeout], variables].concat()).await
    }

    /// The same, for orders that are placed otherwise.
    pub(crate) async fn at(target: &'static str, variables: &[(&str, &str)]) -> Self {
        let server = scene::server().await;
        let (proxy, url) = Proxy::before(server.url()).await;
        let instance = scene::instance(&url, &[&[("POOL_SIZE", "2")], variables].concat());
        Self {
            target,
            server,
            proxy,
            instance,
        }
    }

    /// Sends a request, and holds it at a step.
    pub(crate) async fn hold(&self, step: Step, way: Way) -> Held {
        // Its statements are prepared, and its connection is one that answers.
        let ready = insist(|number| self.attempt(format!("ready-{}", step.name), number)).await;
        let is_success = |answer: &Answer| answer.status == 201;
        let mut answers = ready.iter().filter_map(|ready| ready.answer.as_ref());
        assert!(answers.any(is_success), "{ready:?}");

        let look = look(self.server.url()).await;
        self.proxy.hold(step.side, step.words);
        let key = format!("{}-key", step.name);
        let name = format!("the-first-{}", step.name);
        let (address, sent) = (self.instance.address(), (key.clone(), name.clone()));
        let target = self.target;
        let answer = async move { ask(address, target, &sent.0, &sent.1, &way).await };
        let answer = tokio::spawn(answer);
        self.proxy.held().await;
        until(&look, step.proof).await;
        Held {
            step,
            key,
            name,
            answer,
        }
    }

    /// Tries again until it succeeds; then checks that it was done once, by the first or not, and
    /// gives what the first was told.
    pub(crate) async fn judge(&self, held: Held, is_by_the_first: bool) -> Option<Answer> {
        let retries = insist(|number| self.attempt(held.key.clone(), number)).await;
        self.judge_after(retries, held, is_by_the_first).await
    }

    /// The same, after retries elsewhere.
    pub(crate) async fn judge_after(
        &self,
        retries: Vec<Attempt>,
        mut held: Held,
        is_by_the_first: bool,
    ) -> Option<Answer> {
        let answer = held.answer().await;
        let history = self.history(retries, &held, &answer).await;
        let (step, found) = (held.step.name, history.violations(Promise::Done));
        assert_eq!(found, [].into(), "{step}: {history:?}");
        let done_by = &history.effects[0].attempt;
        assert_eq!(*done_by == held.name, is_by_the_first, "{step}: {done_by}");
        answer
    }

    /// Tries again, is told that nobody knows what was done, and finds so many rows.
    pub(crate) async fn nothing_more_happens(&self, mut held: Held, rows: usize) {
        let retries = insist(|number| self.attempt(held.key.clone(), number)).await;
        let last = retries.last().and_then(|attempt| attempt.answer.as_ref());
        last.expect("an answer").problem(409, "outcome_unknown");
        let answer = held.answer().await;
        let key = &held.key;
        let all = format!("SELECT count(*) >= {rows} FROM orders WHERE idempotency_key = '{key}'");
        until(&look(self.server.url()).await, &all).await;
        let history = self.history(retries, &held, &answer).await;
        let found = history.violations(Promise::DoneOrUnknown);
        assert_eq!(found, [].into(), "{history:?}");
        assert_eq!(history.effects.len(), rows, "{history:?}");
    }

    /// What happened to one key.
    pub(crate) async fn history(
        &self,
        retries: Vec<Attempt>,
        held: &Held,
        answer: &Option<Answer>,
    ) -> History {
        let first = Attempt {
            key: held.key.clone(),
            name: held.name.clone(),
            answer: answer.clone(),
        };
        let look = look(self.server.url()).await;
        History {
            attempts: retries.into_iter().chain([first]).collect(),
            effects: scene::effects(&look, held.step.name).await,
        }
    }

    pub(crate) async fn attempt(&self, key: String, number: usize) -> Attempt {
        attempt_at(self.instance.address(), self.target, key, number).await
    }
}

pub(crate) async fn attempt_at(
    address: SocketAddr,
    target: &str,
    key: String,
    number: usize,
) -> Attempt {
    let name = format!("{key}-again-{number}");
    let answer = ask(address, target, &key, &name, &Way::STRAIGHT).await;
    Attempt { key, name, answer }
}
