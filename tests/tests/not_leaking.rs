//! Ten thousand requests that come to no end of their own leave nothing behind: no connection, lock,
//! transaction, prepared statement, file or handler.

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint_tests::servers::{database, until};
use hardpoint_tests::{Answer, Connection, Instance, Request, seed};
use serde_json::Value;
use tokio_postgres::Client;

const REQUESTS: usize = 10_000;

/// How many clients share them.
const CLIENTS: usize = 50;

/// How many connections the instance may have.
const POOL: usize = 16;

/// How many it has beside those from the beginning: one for rates, and one that listens.
const BESIDE: usize = 2;

/// How many more idempotency keys may take.
const FOR_KEYS: usize = POOL / 2;

/// How many prepared statements each of them keeps.
const STATEMENTS: i64 = 32;

/// How long nothing may be left that a request has begun.
const PATIENCE: Duration = Duration::from_secs(20);

/// The connections of the instance; the parenthesis is left open for more conditions.
const CONNECTIONS: &str = "SELECT (SELECT count(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

const TABLE: &str = "CREATE TABLE orders (\
    id bigserial PRIMARY KEY, idempotency_key text NOT NULL, instance text NOT NULL, \
    attempt text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())";

/// What a request is told to do; none of it ends before its deadline.
const KINDS: [(&str, &str); 6] = [
    ("GET", "/slow-read"),
    ("POST", "/slow-write"),
    ("POST", "/slow-transaction"),
    ("POST", "/slow-tx"),
    ("POST", "/slow-lease"),
    ("GET", "/slow-fill"),
];

/// How the requests ended.
#[derive(Debug, Default, Clone, Copy)]
struct Ends {
    late: usize,
    busy: usize,
    abandoned: usize,
}

/// Sends requests one after another, and leaves some of them.
async fn client(number: usize, instance: std::net::SocketAddr, seed: u64) -> Ends {
    let mut chance = fastrand::Rng::with_seed(seed + number as u64);
    let mut ends = Ends::default();
    for count in 0..REQUESTS / CLIENTS {
        let (method, target) = chance.choice(KINDS).expect("some kind");
        let key = format!("k-{number}-{count}");
        let request = Request::new(method, target).header("idempotency-key", &key);
        let mut connection = Connection::open(instance).await;
        assert!(connection.write(&request.to_bytes()).await);
        if chance.u8(..2) == 0 {
            let patience = Duration::from_micros(chance.u64(..40_000));
            match tokio::time::timeout(patience, connection.answer(false)).await {
                Ok(answer) => ends.count(&answer),
                Err(_has_enough) => {
                    ends.abandoned += 1;
                    if chance.bool() {
                        connection.reset();
                    }
                }
            }
        } else {
            ends.count(&connection.answer(false).await);
        }
    }
    ends
}

impl Ends {
    #[track_caller]
    fn count(&mut self, answer: &Answer) {
        match answer.status {
            504 => self.late += 1,
            503 => {
                self.busy += 1;
                assert!(answer.header("retry-after").is_some(), "{answer:?}");
            }
            _ => panic!("{answer:?}"),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            late: self.late + other.late,
            busy: self.busy + other.busy,
            abandoned: self.abandoned + other.abandoned,
        }
    }
}

/// What is answered, as soon as there is the time to answer it.
async fn ask(instance: &Instance, target: &str) -> Value {
    let clock = Clock::system();
    let until = clock.now().after(PATIENCE);
    loop {
        let mut connection = Connection::open(instance.address()).await;
        let answer = connection.send(Request::get(target)).await;
        match answer.status {
            200 => return answer.json(),
            503 if clock.now() < until => {}
            _ => panic!("{answer:?}"),
        }
    }
}

/// What comes of a question that ends with an open parenthesis.
async fn count(look: &Client, question: &str) -> i64 {
    let count = look.query_one(&format!("{question})"), &[]).await;
    count.expect("a count").get(0)
}

/// Takes all connections at once, and looks at their sessions; that they can be taken is a proof.
async fn all_sessions_are_clean(instance: &Instance) {
    let sessions = ask(instance, "/sessions").await;
    let sessions = sessions.as_array().expect("a list");
    let mut backends: Vec<_> = sessions.iter().map(|one| &one["backend"]).collect();
    backends.sort_by_key(|backend| backend.as_i64());
    backends.dedup();
    assert_eq!(backends.len(), POOL, "{sessions:?}");
    for session in sessions {
        let statements = session["statements"].as_i64().expect("a number");
        // One that is on its way out is still there until its last user is gone.
        assert!(statements <= STATEMENTS + 1, "{sessions:?}");
        assert_eq!(session["locks"], 0, "{sessions:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_late_and_abandoned_requests_leave_nothing_behind() {
    let database = database();
    let look = database.look().await;
    look.batch_execute(TABLE).await.expect("a table");
    let (url, pool) = (database.url(), POOL.to_string());
    let variables = [("DATABASE_URL", &*url), ("POOL_SIZE", &*pool)];
    let instance = Instance::start(env!("CARGO_BIN_EXE_instance"), &variables);
    let seed = seed();

    // What there is once everything has been used.
    all_sessions_are_clean(&instance).await;
    let connections = POOL + BESIDE;
    until(&look, &format!("{CONNECTIONS}) = {connections}")).await;
    let before = ask(&instance, "/inside").await;

    let clients = (0..CLIENTS).map(|number| client(number, instance.address(), seed));
    let ends = join_all(clients).await;
    let ends = ends.into_iter().fold(Ends::default(), Ends::and);
    assert!(
        ends.late > 200 && ends.busy > 200 && ends.abandoned > 200,
        "{ends:?}"
    );

    // Nothing is under way, and nothing waits to be finished.
    until(&look, &format!("{CONNECTIONS} AND state <> 'idle') = 0")).await;
    let connections = connections + FOR_KEYS;
    until(&look, &format!("{CONNECTIONS}) <= {connections}")).await;
    let locks = "SELECT count(*) = 0 FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
        WHERE d.datname = current_database() AND l.pid <> pg_backend_pid()";
    until(&look, locks).await;
    all_sessions_are_clean(&instance).await;
    let clock = Clock::system();
    let until = clock.now().after(PATIENCE);
    loop {
        // Each question opens a file of its own, and another one where it comes too fast.
        clock.sleep(Duration::from_millis(50)).await;
        let after = ask(&instance, "/inside").await;
        let is_back = [("handlers", 0), ("files", FOR_KEYS), ("threads", 0)]
            .iter()
            .all(|(what, more)| {
                let count = |inside: &Value| inside[what].as_u64().expect("a number");
                count(&after) <= count(&before) + *more as u64
            });
        if is_back {
            break;
        }
        assert!(clock.now() < until, "{before} before, {after} after");
    }
    assert_eq!(count(&look, "SELECT (SELECT count(*) FROM orders").await, 0);
}
