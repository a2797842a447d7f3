//! A service of hardened endpoints on a socket of its own, in this process.

use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer, dev::ServerHandle};
use hardpoint::{Builder, Clock, Endpoints, Environment, Hardpoint, ManualClock};

use crate::wire::{Answer, Connection, Request};

/// A running service; stopped when it is dropped.
#[derive(Debug)]
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// The hand of its clock.
    pub clock: ManualClock,
    /// Its runtime.
    pub hardpoint: Hardpoint,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    /// Serves `endpoints` with two workers, by a clock that the test turns.
    pub fn of(endpoints: Endpoints) -> Self {
        Self::with(endpoints, |builder| builder, |_| {})
    }

    /// Serves `endpoints` by a runtime that `settings` has had a hand in, and beside it whatever
    /// `more` registers on the `App`.
    pub fn with(
        endpoints: Endpoints,
        settings: impl FnOnce(Builder) -> Builder,
        more: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    ) -> Self {
        // A thousand clients and their service share this process; where the limit cannot be
        // raised that far, the test that needs it fails and says so.
        let _ = rlimit::increase_nofile_limit(8_192);
        let (clock, hand) = Clock::manual();
        // Tests turn the clock, and none of them waits for its requests to end.
        let builder = Hardpoint::builder()
            .clock(clock)
            // What a developer has set for the tests is not meant for it.
            .environment(Environment::default())
            .drain_budget(Duration::from_secs(3_600))
            .endpoints(endpoints);
        let hardpoint = settings(builder).build().expect("it starts");
        let mounted = hardpoint.clone();
        let (started, when_started) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new()
                        .configure(more.clone())
                        .configure(mounted.mount())
                })
                .workers(2)
                .disable_signals()
                .shutdown_timeout(1)
                .bind(("127.0.0.1", 0))
                .expect("a free port");
                let address = server.addrs()[0];
                let server = server.run();
                started
                    .send((address, server.handle()))
                    .expect("the test waits");
                server.await.expect("the server runs until it is stopped");
            });
        });
        let (address, handle) = when_started.recv().expect("the server starts");
        Self {
            address,
            clock: hand,
            hardpoint,
            handle,
            thread: Some(thread),
        }
    }

    /// A new connection.
    pub async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// One request on a connection of its own.
    pub async fn send(&self, request: Request) -> Answer {
        self.connect().await.send(request).await
    }

    /// One `GET` on a connection of its own.
    pub async fn get(&self, target: &str) -> Answer {
        self.send(Request::get(target)).await
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The command is sent at the call; the future only waits for its end.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
