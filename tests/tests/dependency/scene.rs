//! What the calls of these tests have in common: a client that says how it failed, and a guard that is
//! a test's own.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::Clock;
use hardpoint::dependency::{
    self, Call, DependencyError, ErrorClass, Guard, GuardBuilder, Rejected, RetryBudget,
};
use hardpoint_tests::{Act, Faulty, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};

/// What a server that fails has in its answers, and no client may ever read.
pub(crate) const INSIDE: &str = "hunter2 at /srv/inventory";

/// How long a test waits for what must come, before it fails rather than hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Asks once, on a connection of its own, as a client without any policy does, with the key of the
/// call that it is a part of.
pub(crate) async fn ask(server: SocketAddr, request: Request) -> Result<String, DependencyError> {
    let call = dependency::current();
    let request = match call.as_ref().and_then(Call::key) {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    };
    let answered = send(server, &request).await?;
    if (200..300).contains(&answered.status) {
        return Ok(answered.body);
    }
    let class = ErrorClass::of_status(answered.status);
    let class = match answered.retry_after {
        Some(wait) => class.retry_after(wait),
        None => class,
    };
    Err(DependencyError::classed(class, answered.body))
}

/// `GET /stock`.
pub(crate) async fn stock(server: SocketAddr) -> Result<String, DependencyError> {
    ask(server, Request::get("/stock")).await
}

/// An answer that says what nobody may read.
pub(crate) fn failing(status: u16) -> Act {
    Act::status(status).body(INSIDE)
}

/// A guard of a dependency of this name, with a budget of its own: what other tests of this process
/// repeat is not taken from it.
pub(crate) fn guard(name: impl Into<String>) -> GuardBuilder {
    Guard::builder(name).budget(&RetryBudget::new())
}

/// Waits until the budget that all guards of the macro share has so many retries to give, and keeps
/// others of these tests from taking them meanwhile.
pub(crate) async fn retries_of_the_process(wanted: u64) -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    let (budget, clock) = (RetryBudget::process(), Clock::system());
    in_time(async {
        loop {
            let state = budget.state(clock.now());
            if state.limit.saturating_sub(state.used) >= wanted {
                break;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    turn
}

/// What refused a call.
#[track_caller]
pub(crate) fn rejected<T: std::fmt::Debug>(outcome: Result<T, DependencyError>) -> Rejected {
    match outcome {
        Err(DependencyError::Rejected(rejected)) => rejected,
        other => panic!("it is not refused: {other:?}"),
    }
}

/// What a call failed with, in one word.
#[track_caller]
pub(crate) fn kind<T: std::fmt::Debug>(outcome: Result<T, DependencyError>) -> String {
    match outcome {
        Err(DependencyError::Failed { class, .. }) => class.kind.into_owned(),
        other => panic!("it has not failed: {other:?}"),
    }
}

/// For as long as a test has patience.
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}

struct Answered {
    status: u16,
    retry_after: Option<Duration>,
    body: String,
}

async fn send(server: SocketAddr, request: &Request) -> io::Result<Answered> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(&request.to_bytes()).await?;
    let mut unread = Vec::new();
    loop {
        if let Some(answered) = Answered::parse(&unread) {
            return Ok(answered);
        }
        if stream.read_buf(&mut unread).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

impl Answered {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let number = |name: &str| {
            let (_, value) = head.split_once(name)?;
            value.lines().next()?.parse().ok()
        };
        let length = usize::try_from(number("content-length: ")?).ok()?;
        Some(Self {
            status: head.split(' ').nth(1)?.parse().ok()?,
            retry_after: number("retry-after: ").map(Duration::from_secs),
            body: body.get(..length)?.to_owned(),
        })
    }
}

#[tokio::test]
async fn the_client_of_these_tests_says_how_it_failed() {
    let server = Faulty::start();
    let at = server.address;
    server.next([Act::json("[]"), failing(503), Act::reset(), Act::close()]);
    assert_eq!(stock(at).await.expect("an answer"), "[]");
    assert_eq!(kind(stock(at).await), "status_503");
    assert_eq!(kind(stock(at).await), "reset");
    assert_eq!(kind(stock(at).await), "reset");
    server.die();
    assert_eq!(kind(stock(at).await), "connect");
}
