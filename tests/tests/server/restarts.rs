//! Rolling restarts under load: clients that heed readiness notice nothing.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hardpoint::{Clock, Moment};
use hardpoint_tests::{Connection, Instance, Request, free_address, seed};
use parking_lot::Mutex;

const RESTARTS: usize = 50;
const CLIENTS: u64 = 8;
/// How often each instance is asked whether it is ready.
const POLL: Duration = Duration::from_millis(10);
/// How long what was heard is believed: well below the drain delay, so that a machine that is too busy
/// to ask does not send to whom it has not heard of.
const BELIEVED: Duration = Duration::from_millis(100);
/// How many answers each instance gives between two restarts.
const BETWEEN: usize = 20;

/// An instance, as a load balancer knows it.
struct Upstream {
    at: SocketAddr,
    /// When it was last asked and said that it is.
    ready_at: Mutex<Option<Moment>>,
    idle: Mutex<VecDeque<Connection>>,
    answers: AtomicUsize,
}

impl Upstream {
    fn new(at: SocketAddr) -> Self {
        Self {
            at,
            ready_at: Mutex::default(),
            idle: Mutex::default(),
            answers: AtomicUsize::new(0),
        }
    }

    /// Asks again and again, on a connection of its own each time.
    async fn watch(&self) {
        let clock = Clock::system();
        loop {
            let asked = clock.now();
            let answer = match Connection::try_open(self.at).await {
                Some(mut connection) => {
                    connection.write(&Request::get("/readyz").to_bytes()).await;
                    connection.try_answer().await
                }
                None => None,
            };
            let is_ready = answer.is_some_and(|answer| answer.status == 200);
            *self.ready_at.lock() = is_ready.then_some(asked);
            if !is_ready {
                self.idle.lock().clear();
            }
            clock.sleep(POLL).await;
        }
    }

    fn is_ready(&self) -> bool {
        let at = *self.ready_at.lock();
        at.is_some_and(|at| Clock::system().now().since(at) < BELIEVED)
    }

    async fn until_ready(&self) {
        until(|| self.is_ready()).await;
    }

    /// Waits until it has answered so many requests more.
    async fn until_under_load(&self) {
        self.until_ready().await;
        let enough = self.answers.load(Ordering::SeqCst) + BETWEEN;
        until(|| self.answers.load(Ordering::SeqCst) >= enough).await;
    }

    /// Sends one request, and says what went wrong.
    async fn send(&self, request: &Request, expected: usize) -> Result<(), String> {
        let kept = self.idle.lock().pop_front();
        let mut connection = match kept {
            Some(kept) => kept,
            None => {
                let opened = Connection::try_open(self.at).await;
                opened.ok_or("no connection")?
            }
        };
        if !connection.write(&request.to_bytes()).await {
            return Err("the request could not be written".to_owned());
        }
        let answer = connection.try_answer().await.ok_or("no whole answer")?;
        if (answer.status, answer.body.len()) != (200, expected) {
            return Err(format!("{answer:?}"));
        }
        self.answers.fetch_add(1, Ordering::SeqCst);
        if answer.header("connection") != Some("close") && self.is_ready() {
            self.idle.lock().push_back(connection);
        }
        Ok(())
    }
}

async fn until(is_so: impl Fn() -> bool) {
    let reached = async {
        while !is_so() {
            Clock::system().sleep(Duration::from_millis(1)).await;
        }
    };
    let reached = tokio::time::timeout(Duration::from_secs(20), reached).await;
    reached.expect("instances come back under load");
}

/// A client that sends one request after another to whoever is ready.
async fn client(
    seed: u64,
    upstreams: Arc<[Upstream]>,
    failures: Arc<Mutex<Vec<String>>>,
    goes_on: Arc<AtomicBool>,
) -> usize {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut sent = 0;
    while goes_on.load(Ordering::SeqCst) {
        let at = random.usize(..upstreams.len());
        until(|| upstreams.iter().any(Upstream::is_ready)).await;
        let ready = (0..upstreams.len())
            .map(|step| &upstreams[(at + step) % upstreams.len()])
            .find(|upstream| upstream.is_ready());
        let Some(upstream) = ready else { continue };
        let bytes = random.usize(..200_000);
        let request = match random.u8(..3) {
            0 => Request::get("/work")
                .header("x-millis", &random.u8(..20).to_string())
                .header("x-bytes", &bytes.to_string()),
            1 => Request::get("/work").header("x-bytes", &bytes.to_string()),
            _ => Request::post("/echo")
                .header("content-type", "text/plain; charset=utf-8")
                .body("y".repeat(bytes)),
        };
        sent += 1;
        if let Err(failure) = upstream.send(&request, bytes).await {
            failures.lock().push(format!("{}: {failure}", upstream.at));
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_request_fails_over_50_restarts_under_load() {
    let seed = seed();
    let at = [free_address(), free_address()];
    let mut instances = at.map(|at| {
        let variables = [("LISTEN", &*at.to_string()), ("DRAIN_DELAY_MS", "250")];
        Instance::start(env!("CARGO_BIN_EXE_served"), &variables)
    });
    let upstreams: Arc<[Upstream]> = at.map(Upstream::new).into();
    for number in 0..upstreams.len() {
        let upstreams = Arc::clone(&upstreams);
        tokio::spawn(async move { upstreams[number].watch().await });
    }
    let failures = Arc::new(Mutex::new(Vec::new()));
    let goes_on = Arc::new(AtomicBool::new(true));
    for upstream in &*upstreams {
        upstream.until_ready().await;
    }
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            tokio::spawn(client(
                seed.wrapping_add(number),
                Arc::clone(&upstreams),
                Arc::clone(&failures),
                Arc::clone(&goes_on),
            ))
        })
        .collect();

    for restart in 0..RESTARTS {
        let number = restart % instances.len();
        for upstream in &*upstreams {
            upstream.until_under_load().await;
        }
        instances[number].signal("TERM");
        let ended = instances[number].ended().await;
        assert_eq!(ended.code(), Some(0), "restart {restart}");
        tokio::task::block_in_place(|| instances[number].start_again());
        assert!(
            failures.lock().is_empty(),
            "{restart}: {:?}",
            failures.lock()
        );
    }
    goes_on.store(false, Ordering::SeqCst);
    let mut sent = 0;
    for client in clients {
        sent += client.await.expect("it does not panic");
    }
    assert!(failures.lock().is_empty(), "{:?}", failures.lock());
    assert!(sent >= RESTARTS * BETWEEN, "{sent}");
    #[expect(
        clippy::print_stdout,
        reason = "what it proves depends on how many there were"
    )]
    {
        println!("{sent} requests over {RESTARTS} restarts, and none has failed");
    }
}
