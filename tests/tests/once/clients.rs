//! Clients with few keys, who come back, lose their patience, and leave without a word.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hardpoint::{Clock, Moment};
use hardpoint_tests::{Answer, Attempt, Connection, Request};

use crate::scene::Addresses;

/// How many keys are in use at a time.
const KEYS: u64 = 5;

/// After how many milliseconds the oldest of them gives way to a new one.
const KEY_LIFE: u64 = 80;

/// How long a key may be out of reach once nothing is broken any more: a little longer than a lease,
/// which outlasts its timeout of a second by ten, and what a loaded machine may add.
const OUT_OF_REACH: Duration = Duration::from_secs(20);

/// How long to wait before a key is tried again, at first and at most: there are hundreds of them, and
/// whoever is asked by all at once has no time to serve one.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(640)];

/// What all clients of one storm share.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) target: &'static str,
    /// Whether handlers are made to fail after they have written something.
    pub(crate) has_failures: bool,
    pub(crate) addresses: Addresses,
    /// What all its keys begin with, so that no other storm has them.
    pub(crate) name: String,
    pub(crate) opened: Moment,
    /// Since when it is closed, if it is.
    pub(crate) closed: Arc<OnceLock<Moment>>,
}

/// What one attempt is told to do, and how long its client stays.
pub(crate) struct Way {
    /// Milliseconds.
    pub(crate) pause: u64,
    pub(crate) fate: &'static str,
    /// How long the client waits; `None` for as long as it takes.
    pub(crate) patience: Option<Duration>,
    /// Whether it resets its connection when it leaves.
    pub(crate) resets: bool,
}

impl Way {
    /// Without trouble of its own.
    pub(crate) const STRAIGHT: Self = Self {
        pause: 0,
        fate: "",
        patience: None,
        resets: false,
    };

    fn by(chance: &mut fastrand::Rng, may_fail: bool) -> Self {
        Self {
            pause: match chance.u8(..100) {
                0..45 => 0,
                45..85 => chance.u64(1..80),
                85..98 => chance.u64(80..400),
                _ => 60_000,
            },
            fate: match chance.u8(..100) {
                0..8 if may_fail => "fails",
                8..12 if may_fail => "panics",
                _ => "",
            },
            patience: (chance.u8(..100) < 25).then(|| Duration::from_micros(chance.u64(..80_000))),
            resets: chance.bool(),
        }
    }
}

impl Shop {
    /// The life of one client, until the shop closes.
    pub(crate) async fn frequent(self, client: usize, mut chance: fastrand::Rng) -> Vec<Attempt> {
        let clock = Clock::system();
        let mut attempts = Vec::new();
        while self.closed.get().is_none() {
            let key = self.any_key(&mut chance);
            let way = Way::by(&mut chance, self.has_failures);
            let instance = chance.usize(..);
            let name = format!("{}-{client}-{}", self.name, attempts.len());
            let attempt = self.attempt(instance, key, name, &way).await;
            if attempt.answer.is_none() {
                // Where nobody listens, a client is turned away in no time.
                clock.sleep(Duration::from_millis(5)).await;
            }
            attempts.push(attempt);
        }
        attempts
    }

    /// Tries with one key until there is nothing more to say, and once more elsewhere.
    pub(crate) async fn insist(self, key: u64) -> Vec<Attempt> {
        insist(|number| {
            let name = format!("{}-last-{key}-{number}", self.name);
            let (shop, key) = (self.clone(), self.key(key));
            async move { shop.attempt(number, key, name, &Way::STRAIGHT).await }
        })
        .await
    }

    /// The keys that clients have had so far.
    pub(crate) fn keys(&self) -> u64 {
        KEYS + self.millis() / KEY_LIFE
    }

    fn any_key(&self, chance: &mut fastrand::Rng) -> String {
        let (oldest, keys) = (self.millis() / KEY_LIFE, self.keys());
        // Now and then, somebody comes back late.
        let oldest = if chance.u8(..10) == 0 { 0 } else { oldest };
        self.key(chance.u64(oldest..keys))
    }

    fn key(&self, number: u64) -> String {
        format!("{}-{number}", self.name)
    }

    fn millis(&self) -> u64 {
        let now = Clock::system().now();
        let now = self.closed.get().map_or(now, |closed| now.min(*closed));
        u64::try_from(now.since(self.opened).as_millis()).expect("a short storm")
    }

    async fn attempt(&self, instance: usize, key: String, name: String, way: &Way) -> Attempt {
        let address = self.addresses.get(instance);
        let answer = ask(address, self.target, &key, &name, way).await;
        Attempt { key, name, answer }
    }
}

/// One attempt; `None` where the client left, or the instance did.
pub(crate) async fn ask(
    address: SocketAddr,
    target: &str,
    key: &str,
    name: &str,
    way: &Way,
) -> Option<Answer> {
    let request = Request::post(target)
        .header("idempotency-key", key)
        .header("x-attempt", name)
        .header("x-pause", &way.pause.to_string())
        .header("x-fate", way.fate);
    let mut connection = Connection::try_open(address).await?;
    if !connection.write(&request.to_bytes()).await {
        return None;
    }
    let Some(patience) = way.patience else {
        return connection.try_answer().await;
    };
    match tokio::time::timeout(patience, connection.try_answer()).await {
        Ok(answer) => answer,
        Err(_has_enough) => {
            if way.resets {
                connection.reset();
            }
            None
        }
    }
}

/// Tries until there is nothing more to say, and then once more; in vain for that long at most.
pub(crate) async fn insist<F>(mut attempt: impl FnMut(usize) -> F) -> Vec<Attempt>
where
    F: Future<Output = Attempt>,
{
    let clock = Clock::system();
    let until = clock.now().after(OUT_OF_REACH);
    let [mut pause, longest] = PAUSES;
    let mut attempts = Vec::new();
    loop {
        let last = attempt(attempts.len()).await;
        let is_over = last.answer.as_ref().is_some_and(is_the_last_word);
        attempts.push(last);
        if is_over || clock.now() >= until {
            break;
        }
        clock.sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
    attempts.push(attempt(attempts.len()).await);
    attempts
}

fn is_the_last_word(answer: &Answer) -> bool {
    let is_unknown = || answer.json()["code"] == "outcome_unknown";
    matches!(answer.status, 200..300) || (answer.status == 409 && is_unknown())
}
