//! From the first second to the last.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::KeepAlive;
use actix_web::rt::task::JoinHandle;
use actix_web::{App, HttpServer, rt};
use futures_util::future::join_all;

use super::admin;
use super::around::{Around, Step};
use super::check::Check;
use super::drain::{Budget, drain, seconds_in_flight};
use super::outcome::RunError;
use super::phase::{Life, Phase};
use super::probes::Probes;
use super::settings::ServerSettings;
use super::signals::Signals;
use crate::builder::Builder;
use crate::clock::Clock;
use crate::observe::catalogue::{BUILD_INFO, START_TIME};
use crate::observe::install_metrics;
use crate::runtime::Hardpoint;

impl Builder {
    /// Builds the runtime and serves its endpoints at `listen` until the process is told to stop,
    /// by SIGTERM or SIGINT; see [the server](crate::server) for how it ends.
    ///
    /// ```no_run
    /// use hardpoint::prelude::*;
    ///
    /// #[endpoint(get = "/ping", rate = "10/s")]
    /// async fn ping() -> &'static str { "pong" }
    ///
    /// #[actix_web::main]
    /// async fn main() -> hardpoint::Result<()> {
    ///     Hardpoint::builder().endpoints(endpoints![ping]).run("127.0.0.1:8080").await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Where it does not start, with every reason at once, cannot listen, or ends by itself. An end
    /// that it was told to come to is none, whether or not requests had to be cut off.
    pub async fn run(self, listen: impl ToSocketAddrs) -> Result<(), RunError> {
        let signals =
            Signals::heard_within(self.budget(), self.around.clone()).map_err(RunError::Server)?;
        let told = async {
            let signal = signals.first().await;
            tracing::info!(signal, "told to stop");
        };
        self.run_until(listen, told).await
    }

    /// The same until `told` is done, and with no ear for signals: the process goes on afterwards,
    /// and nothing ends it where something hangs.
    ///
    /// # Errors
    ///
    /// See [`run`](Self::run).
    pub async fn run_until(
        self,
        listen: impl ToSocketAddrs,
        told: impl Future<Output = ()>,
    ) -> Result<(), RunError> {
        // Before anything that counts: a handle that was made before it counts nothing.
        begin_metrics(self.around.settings.admin.is_some());
        let (builder, around, life) = self.with_life(Life::begin());
        let probes = Probes {
            life: Arc::clone(&life),
            checks: around.checks.clone().into(),
        };
        let hardpoint = builder.probes(probes.clone()).build()?;
        hardpoint.prepare();
        let (server, addresses) = bind(&hardpoint, &around, listen)?;
        let admin = match around.settings.admin {
            Some(at) => Some(admin::listen(at, &hardpoint, &probes, &around).map_err(
                |source| RunError::Listen {
                    at: at.to_string(),
                    source,
                },
            )?),
            None => None,
        };
        let mut server = Running::begin(server);
        let admin = admin.map(|(server, at)| (Running::begin(server), at));
        let mut told = std::pin::pin!(told);
        let first = async {
            start_up(&around.first).await?;
            if life.go_on(Phase::Serving) {
                let admin = admin.as_ref().map(|(_, at)| at);
                tracing::info!(?addresses, ?admin, "serving");
            }
            Ok::<_, RunError>(())
        };
        let served = async {
            tokio::select! {
                () = &mut told => return Ok(()),
                failed = async { first.await.err() } => failed.map_or(Ok(()), Err)?,
            }
            tokio::select! {
                () = &mut told => Ok(()),
                ended = &mut server.ended => Err(RunError::Server(match ended {
                    Ok(Err(error)) => error,
                    _ => io::Error::other("nobody told it to"),
                })),
            }
        };
        // Nobody looks any more once it stops.
        let looks = join_all(around.checks.iter().cloned().map(Check::go_on));
        tokio::select! {
            served = served => served?,
            _ = looks, if !around.checks.is_empty() => {}
        }
        let delay = around.settings.drain_delay;
        let budget = Budget::begin(hardpoint.drain_budget());
        drain(
            &hardpoint,
            &life,
            &server.handle,
            delay,
            &around.last_steps(),
            budget,
        )
        .await;
        if let Some((admin, _)) = admin {
            admin.handle.stop(false).await;
        }
        around.end_traces();
        around.flush_logs();
        Ok(())
    }
}

/// What does not come from requests: which version it is, and since when it runs.
fn begin_metrics(are_shown: bool) {
    if are_shown && install_metrics().is_err() {
        tracing::info!(
            "metrics go to a recorder that was installed before: `/metrics` of the admin listener is 404"
        );
    }
    BUILD_INFO.gauge([env!("CARGO_PKG_VERSION")]).set(1.0);
    let began = Clock::system().unix_time();
    START_TIME.gauge([]).set(began.as_secs_f64());
}

/// A server that has begun.
struct Running {
    handle: ServerHandle,
    ended: JoinHandle<io::Result<()>>,
}

impl Running {
    fn begin(server: Server) -> Self {
        Self {
            handle: server.handle(),
            ended: rt::spawn(server),
        }
    }
}

async fn start_up(steps: &[Step]) -> Result<(), RunError> {
    for Step { name, work } in steps {
        let name = name.clone();
        tracing::info!("starting: `{name}`");
        work()
            .await
            .map_err(|source| RunError::StartUp { name, source })?;
    }
    Ok(())
}

fn bind(
    hardpoint: &Hardpoint,
    around: &Around,
    listen: impl ToSocketAddrs,
) -> Result<(Server, Vec<SocketAddr>), RunError> {
    let at: Vec<SocketAddr> = match listen.to_socket_addrs() {
        Ok(at) => at.collect(),
        Err(source) => {
            let at = "the address given".to_owned();
            return Err(RunError::Listen { at, source });
        }
    };
    let (mounted, app) = (hardpoint.clone(), around.app.clone());
    let ServerSettings {
        workers,
        connections,
        keep_alive,
        head_timeout,
        drain_delay,
        ..
    } = around.settings;
    let workers = workers
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, usize::from);
    let server = HttpServer::new(move || {
        let mut served = App::new();
        for register in &app {
            served = served.configure(|config| register(config));
        }
        served.configure(mounted.mount())
    })
    .workers(workers)
    .max_connections((connections / workers).max(1))
    .keep_alive(match keep_alive.is_zero() {
        true => KeepAlive::Disabled,
        false => KeepAlive::Timeout(keep_alive),
    })
    .client_request_timeout(head_timeout)
    .disable_signals()
    .shutdown_timeout(seconds_in_flight(hardpoint.drain_budget(), drain_delay))
    .bind(&*at)
    .map_err(|source| {
        let names: Vec<String> = at.iter().map(ToString::to_string).collect();
        let at = names.join(", ");
        RunError::Listen { at, source }
    })?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}
