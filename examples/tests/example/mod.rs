//! An example as its users run it: a process, answering over a socket.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Output};

use hardpoint_tests::{Answer, Connection, Request};
use tokio::net::TcpStream;

/// A running example; ended when it is dropped.
pub(crate) struct Example {
    pub(crate) address: SocketAddr,
    process: Child,
}

impl Example {
    /// In memory.
    pub(crate) async fn start(program: &str) -> Self {
        Self::start_with(program, &[]).await
    }

    /// With these variables; the databases of whoever runs the tests are none of them.
    pub(crate) async fn start_with(program: &str, variables: &[(&str, &str)]) -> Self {
        let mut example = Self::launch(program, variables);
        while TcpStream::connect(example.address).await.is_err() {
            let ended = example.process.try_wait().expect("a child");
            assert!(ended.is_none(), "the example ended: {ended:?}");
            tokio::task::yield_now().await;
        }
        example
    }

    fn launch(program: &str, variables: &[(&str, &str)]) -> Self {
        let address = free_address();
        let process = command(program, address, variables).spawn();
        let process = process.expect("the example starts");
        Self { address, process }
    }

    /// One that comes to its end by itself: what it said.
    pub(crate) fn that_ends(program: &str, variables: &[(&str, &str)]) -> Output {
        let ended = command(program, free_address(), variables).output();
        ended.expect("the example runs")
    }

    /// One request on a connection of its own.
    pub(crate) async fn send(&self, request: Request) -> Answer {
        Connection::open(self.address).await.send(request).await
    }

    /// Kills it (`SIGKILL`).
    pub(crate) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.kill();
    }
}

fn command(program: &str, address: SocketAddr, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command
        .env("LISTEN", address.to_string())
        .env("RUST_LOG", "off")
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .envs(variables.iter().copied());
    command
}

/// Not one of those that the system gives to clients: between this and its use, many a client is
/// given one.
fn free_address() -> SocketAddr {
    let mut addresses = std::iter::repeat_with(|| {
        let address = SocketAddr::from(([127, 0, 0, 1], fastrand::u16(10_000..32_000)));
        TcpListener::bind(address).is_ok().then_some(address)
    });
    addresses.find_map(|address| address).expect("a free port")
}
