//! An example as its users run it: a process, answering over a socket.

use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::auth::JwtAlgorithm;
use hardpoint_tests::servers::Database;
use hardpoint_tests::tokens::Signer;
use hardpoint_tests::{Answer, Connection, Request, free_address};
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub(crate) const INVENTORY: &str = env!("CARGO_BIN_EXE_inventory");
pub(crate) const LAB: &str = env!("CARGO_BIN_EXE_lab");
pub(crate) const ORDERS: &str = env!("CARGO_BIN_EXE_orders");

/// A running example; ended when it is dropped.
pub(crate) struct Example {
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    process: Option<Child>,
    command: Command,
}

impl Example {
    /// In memory.
    pub(crate) async fn start(program: &str) -> Self {
        Self::start_with(program, &[]).await
    }

    /// With these variables; the databases of whoever runs the tests are none of them.
    pub(crate) async fn start_with(program: &str, variables: &[(&str, &str)]) -> Self {
        let [address, admin] = [(); 2].map(|()| free_address());
        let mut command = command(program, [address, admin], variables);
        command.stdout(Stdio::piped());
        let mut example = Self {
            address,
            admin,
            process: None,
            command,
        };
        example.start_again().await;
        example
    }

    /// The same, where it was, after it has been killed.
    pub(crate) async fn start_again(&mut self) {
        assert!(self.process.is_none(), "it has not ended");
        let process = self.command.spawn().expect("the example starts");
        let process = self.process.insert(process);
        while TcpStream::connect(self.address).await.is_err() {
            let ended = process.try_wait().expect("a child");
            assert!(ended.is_none(), "the example ended: {ended:?}");
            tokio::task::yield_now().await;
        }
    }

    /// One that comes to its end by itself, and is killed where it does not: what it said.
    pub(crate) fn that_ends(program: &str, variables: &[(&str, &str)]) -> Output {
        let addresses = [(); 2].map(|()| free_address());
        let mut command = command(program, addresses, variables);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let process = command.spawn().expect("the example runs");
        let id = process.id().to_string();
        let (tell, ended) = mpsc::channel();
        thread::spawn(move || tell.send(process.wait_with_output()));
        let Ok(ended) = ended.recv_timeout(Duration::from_secs(60)) else {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            panic!("the example goes on");
        };
        ended.expect("a child")
    }

    /// One request on a connection of its own.
    pub(crate) async fn send(&self, request: Request) -> Answer {
        Connection::open(self.address).await.send(request).await
    }

    /// Tells it to stop (`SIGTERM`), and waits for its end: what it said.
    pub(crate) fn stop(mut self) -> Output {
        let process = self.process.take().expect("it has not ended");
        let kill = Command::new("kill").arg(process.id().to_string()).status();
        assert!(kill.expect("`kill` can be run").success());
        process.wait_with_output().expect("a child")
    }

    /// Kills it (`SIGKILL`).
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.kill();
    }
}

/// As many instances of a program as variables have names for them.
pub(crate) async fn instances<const N: usize>(
    program: &str,
    variables: &[(&str, &str)],
) -> [Example; N] {
    let started = (0..N).map(async |number| {
        let name = format!("instance-{number}");
        // However busy this machine is: what happens when a store is late is tested elsewhere.
        let patience = match program {
            LAB => "LAB_STORE_BUDGET",
            _ => "ORDERS_STORE_BUDGET",
        };
        let more = [("INSTANCE", name.as_str()), (patience, "10s")];
        let variables = [variables, &more].concat();
        Example::start_with(program, &variables).await
    });
    let started = join_all(started).await;
    started.try_into().unwrap_or_else(|_| panic!("{N} of them"))
}

/// An order at the lab.
pub(crate) fn order(target: &str, key: &str, sku: &str) -> Request {
    Request::post(target)
        .header("idempotency-key", key)
        .json(&json!({ "sku": sku, "quantity": 1 }))
}

/// What stands in `Authorization` of whoever has a token that is signed with a secret (HS256), with
/// these claims; it ends late unless they say when.
pub(crate) fn bearer(secret: &str, claims: &Value) -> String {
    let mut all = json!({ "exp": 32_503_680_000_u64 });
    for (name, value) in claims.as_object().expect("an object") {
        all[name] = value.clone();
    }
    let signer = Signer::secret(JwtAlgorithm::Hs256, secret.as_bytes());
    format!("Bearer {}", signer.token(&all))
}

pub(crate) fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

/// Key and instance of each row, in the order of their making.
pub(crate) async fn rows(database: &Database, table: &str) -> Vec<(String, String)> {
    let all = format!("SELECT idempotency_key, instance FROM {table} ORDER BY id");
    let rows = database.look().await.query(&all, &[]).await.expect("rows");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// For as long as a test has patience, and much shorter than anything is kept, or a job is due again.
pub(crate) async fn in_time(work: impl Future<Output = ()>) {
    let patience = Duration::from_secs(20);
    tokio::time::timeout(patience, work).await.expect("in time");
}

fn command(program: &str, [at, admin]: [SocketAddr; 2], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command
        .env("LISTEN", at.to_string())
        .env("ADMIN", admin.to_string())
        .env("RUST_LOG", "off")
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .env_remove("INVENTORY_URL")
        .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
        .envs(variables.iter().copied());
    command
}
