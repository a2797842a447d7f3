//! How a process ends: in order where it can, and within its budget in any case.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use hardpoint::Clock;
use hardpoint_tests::servers::{Postgres, Redis, look, until};
use hardpoint_tests::{Answer, Connection, Instance, Request, free_address};
use redis::Value;
use tokio::task::JoinHandle;

/// The drain budget of the instances here, unless a test says another.
const BUDGET: Duration = Duration::from_secs(3);
/// What a loaded machine may add to it.
const LEEWAY: Duration = Duration::from_secs(5);
/// A budget that no test waits for.
const LONG: (&str, &str) = ("DRAIN_BUDGET_MS", "120000");

fn served(variables: &[(&str, &str)]) -> Instance {
    let at = free_address().to_string();
    let mut all = vec![("LISTEN", &*at)];
    all.extend(variables);
    Instance::start(env!("CARGO_BIN_EXE_served"), &all)
}

/// Sends the signal, and says with which code the instance ended, and after what time.
async fn ended(instance: &mut Instance, signal: &str) -> (Option<i32>, Duration) {
    let clock = Clock::system();
    let told = clock.now();
    instance.signal(signal);
    let status = instance.ended().await;
    (status.code(), clock.now().since(told))
}

/// A request that is on its way; its answer, if one comes.
async fn in_flight(at: SocketAddr, request: Request) -> JoinHandle<Option<Answer>> {
    let mut connection = Connection::open(at).await;
    assert!(connection.write(&request.to_bytes()).await);
    tokio::spawn(async move { connection.try_answer().await })
}

async fn get(at: SocketAddr, path: &str) -> Answer {
    Connection::open(at).await.send(Request::get(path)).await
}

/// Asks until the answer has that status.
async fn until_status(at: SocketAddr, path: &str, status: u16) {
    let asked = async { while get(at, path).await.status != status {} };
    let asked = tokio::time::timeout(Duration::from_secs(20), asked).await;
    asked.unwrap_or_else(|_| panic!("{path} is never {status}"));
}

/// Waits until so many requests are in flight, as the admin listener tells.
async fn until_in_flight(admin: SocketAddr, requests: u64) {
    let reached = async { while get(admin, "/status").await.json()["in_flight"] != requests {} };
    let reached = tokio::time::timeout(Duration::from_secs(20), reached).await;
    reached.expect("the requests arrive");
}

#[tokio::test]
async fn either_signal_is_an_end_in_order() {
    for signal in ["TERM", "INT"] {
        // Before the first request.
        let mut instance = served(&[LONG]);
        let (code, took) = ended(&mut instance, signal).await;
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < LEEWAY, "{signal}: {took:?}");
    }
}

#[tokio::test]
async fn what_was_never_ready_needs_no_delay_to_end() {
    let delay = ("DRAIN_DELAY_MS", "60000");
    let mut instance = served(&[LONG, delay, ("FIRST", "hangs")]);
    assert_eq!(get(instance.address(), "/startupz").await.status, 503);
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(0));
    assert!(took < LEEWAY, "{took:?}");
}

#[tokio::test]
async fn a_second_signal_ends_the_process_at_once() {
    for (first, second) in [("TERM", "TERM"), ("TERM", "INT"), ("INT", "TERM")] {
        let mut instance = served(&[LONG, ("DRAIN_DELAY_MS", "60000")]);
        let at = instance.address();
        until_status(at, "/readyz", 200).await;
        let hung = in_flight(at, Request::get("/never")).await;
        instance.signal(first);
        until_status(at, "/readyz", 503).await;
        let (code, took) = ended(&mut instance, second).await;
        assert_eq!(code, Some(1), "{first}, {second}");
        assert!(took < LEEWAY, "{took:?}");
        assert_eq!(hung.await.expect("no panic"), None);
    }
}

#[tokio::test]
async fn a_handler_that_never_ends_is_cut_off_and_the_end_is_in_order() {
    let mut instance = served(&[]);
    let at = instance.address();
    until_status(at, "/readyz", 200).await;
    let hung = in_flight(at, Request::get("/never")).await;
    let ends = in_flight(at, Request::get("/work").header("x-millis", "500")).await;
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(0));
    assert!(took < BUDGET, "{took:?}");
    assert_eq!(hung.await.expect("no panic"), None);
    let answer = ends.await.expect("no panic").expect("an answer");
    assert_eq!(answer.status, 200, "what ends in time is answered");
}

#[tokio::test]
async fn handlers_that_keep_their_threads_hold_neither_probes_nor_the_end() {
    let admin = free_address();
    let mut instance = served(&[("ADMIN", &admin.to_string())]);
    let at = instance.address();
    until_status(admin, "/readyz", 200).await;
    // One for each worker: connections are handed out in turn.
    let _hung = [
        in_flight(at, Request::get("/blocks")).await,
        in_flight(at, Request::get("/blocks")).await,
    ];
    until_in_flight(admin, 2).await;
    for path in ["/livez", "/readyz?verbose", "/startupz"] {
        assert_eq!(get(admin, path).await.status, 200, "{path}");
    }
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(1));
    assert!(took < BUDGET + LEEWAY, "{took:?}");
}

#[tokio::test]
async fn what_is_not_done_at_the_end_is_exit_code_1_within_the_budget() {
    for fate in ["hangs", "blocks", "panics", "fails"] {
        let mut instance = served(&[("LAST", fate)]);
        until_status(instance.address(), "/readyz", 200).await;
        let (code, took) = ended(&mut instance, "TERM").await;
        assert_eq!(code, Some(1), "{fate}");
        assert!(took < BUDGET + LEEWAY, "{fate}: {took:?}");
    }
}

#[tokio::test]
async fn what_fails_at_the_start_is_exit_code_1() {
    for fate in ["panics", "fails"] {
        let mut instance = served(&[LONG, ("FIRST", fate)]);
        assert_eq!(instance.ended().await.code(), Some(1), "{fate}");
    }
    // What blocks the thread that would have to hear of it ends with the budget.
    let mut instance = served(&[("FIRST", "blocks")]);
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(1));
    assert!(took < BUDGET + LEEWAY, "{took:?}");
}

#[test]
fn a_main_that_cannot_listen_says_where_and_why() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let at = taken.local_addr().expect("an address").to_string();
    let mut program = Command::new(env!("CARGO_BIN_EXE_served"))
        .env_clear()
        .env("LISTEN", &at)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a program");
    // It would end with its input.
    let _input = program.stdin.take();
    let output = program.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = format!("Error: cannot listen on {at}: Address already in use");
    assert!(said.starts_with(&expected), "{said}");
}

const TABLE: &str = "CREATE TABLE written (number int)";

/// An instance with two queries and a transaction in flight that never end.
async fn with_queries_in_flight(server: &Postgres) -> (Instance, tokio_postgres::Client) {
    let look = look(server.url()).await;
    look.batch_execute(TABLE).await.expect("a table");
    let instance = served(&[("DATABASE_URL", server.url())]);
    let at = instance.address();
    until_status(at, "/readyz", 200).await;
    let keyed = Request::post("/transaction").header("idempotency-key", "one");
    for (number, request) in (1..).zip([Request::get("/query"), Request::get("/query"), keyed]) {
        until_asleep(&look, number, at, request).await;
    }
    (instance, look)
}

/// Sends the request until so many sleep: where a connection takes its time, it may be refused.
async fn until_asleep(
    look: &tokio_postgres::Client,
    number: i64,
    at: SocketAddr,
    request: Request,
) {
    loop {
        let sent = in_flight(at, request.clone()).await;
        while !sent.is_finished() {
            let asleep = look.query_one(SLEEPING, &[]).await.expect("a count");
            if asleep.get::<_, i64>(0) == number {
                return;
            }
        }
    }
}

const SLEEPING: &str = "SELECT count(*) FROM pg_stat_activity \
    WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_leaves_nothing_at_the_database() {
    let server = Postgres::start(&[]);
    let (mut instance, look) = with_queries_in_flight(&server).await;
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(0));
    assert!(took < BUDGET, "{took:?}");
    let gone = "SELECT count(*) = 0 FROM pg_stat_activity \
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    until(&look, gone).await;
    let left = "SELECT (SELECT count(*) FROM written), \
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')";
    let left = look.query_one(left, &[]).await.expect("two counts");
    assert_eq!((left.get::<_, i64>(0), left.get::<_, i64>(1)), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_cannot_hold_the_process() {
    let server = Postgres::start(&[]);
    let (mut instance, _look) = with_queries_in_flight(&server).await;
    server.hang();
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(1), "the pool could not be closed");
    assert!(took < BUDGET + LEEWAY, "{took:?}");
}

/// An instance with a run under a lease in flight that never ends.
async fn with_a_lease(server: &Redis) -> Instance {
    let instance = served(&[("REDIS_URL", server.url())]);
    let at = instance.address();
    until_status(at, "/readyz", 200).await;
    in_flight(at, keyed()).await;
    until_claimed(server).await;
    instance
}

/// Waits until a key is claimed: nothing else that instances keep in Redis is a hash.
async fn until_claimed(server: &Redis) {
    let claimed = async {
        loop {
            let scan = ["SCAN", "0", "TYPE", "hash", "COUNT", "1000"];
            if let Value::Array(parts) = server.tell(&scan).await
                && matches!(&parts[..], [_, Value::Array(keys)] if !keys.is_empty())
            {
                break;
            }
        }
    };
    let claimed = tokio::time::timeout(Duration::from_secs(20), claimed).await;
    claimed.expect("the key is claimed");
}

fn keyed() -> Request {
    Request::post("/keyed").header("idempotency-key", "one")
}

#[tokio::test]
async fn a_key_whose_run_was_cut_off_is_not_left_to_its_lease() {
    let server = Redis::start(&[]);
    let mut instance = with_a_lease(&server).await;
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(0));
    assert!(took < BUDGET, "{took:?}");

    let short = ("HARDPOINT_KEYED_TIMEOUT", "50ms");
    let again = served(&[("REDIS_URL", server.url()), short]);
    until_status(again.address(), "/readyz", 200).await;
    let answer = Connection::open(again.address()).await.send(keyed()).await;
    answer.problem(504, "deadline_exceeded");
}

#[tokio::test]
async fn a_run_whose_client_has_gone_comes_to_its_end_first() {
    let server = Redis::start(&[]);
    let mut instance = served(&[("REDIS_URL", server.url())]);
    until_status(instance.address(), "/readyz", 200).await;
    let kept = Request::post("/kept").header("idempotency-key", "one");
    let mut client = Connection::open(instance.address()).await;
    assert!(client.write(&kept.to_bytes()).await);
    until_claimed(&server).await;
    client.reset();
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(0));
    assert!(took < BUDGET, "{took:?}");

    let again = served(&[("REDIS_URL", server.url())]);
    until_status(again.address(), "/readyz", 200).await;
    let answer = Connection::open(again.address()).await.send(kept).await;
    assert_eq!(answer.body, b"kept");
    assert_eq!(answer.header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn a_store_that_hangs_cannot_hold_the_process() {
    let server = Redis::start(&[]);
    let mut instance = with_a_lease(&server).await;
    server.hang();
    let (code, took) = ended(&mut instance, "TERM").await;
    assert_eq!(code, Some(1), "a key was left to its lease");
    assert!(took < BUDGET + LEEWAY, "{took:?}");
}
