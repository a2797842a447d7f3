//! From the first second to the last.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer};

use super::admin;
use super::around::{Around, Step};
use super::check::Check;
use super::drain::{Budget, drain};
use super::outcome::RunError;
use super::phase::{Life, Phase};
use super::probes::Probes;
use super::running::Running;
use super::settings::{Admin, ServerSettings};
use super::signals::Signals;
use crate::builder::Builder;
use crate::clock::Clock;
use crate::observe::catalogue::{BUILD_INFO, START_TIME};
use crate::observe::install_metrics;
use crate::runtime::Hardpoint;
use crate::within::within;

/// How long the admin listener is waited for at the end.
const GOODBYE: Duration = Duration::from_millis(100);

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
    /// Where it does not start, with every reason at once, cannot listen, ends by itself, or ends as
    /// it was told to and leaves something undone. Requests that had to be cut off are no error.
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
        begin_metrics(self.around.settings.admin.address().is_some());
        let (builder, around, life) = self.with_life(Life::begin());
        let probes = Probes {
            life: Arc::clone(&life),
            checks: around.checks.clone().into(),
        };
        let at = resolved(listen)?;
        let builder = builder.probes(probes.clone()).served(around.served(&at));
        let hardpoint = builder.build()?;
        hardpoint.prepare();
        let (server, addresses) = bind(&hardpoint, &around, &at)?;
        let admin = bind_admin(&hardpoint, &around, &probes)?;
        let mut server = Running::begin(server);
        let admin = admin.map(|(server, at)| (Running::begin(server), at));
        let mut told = std::pin::pin!(told);
        let first = async {
            start_up(&around.first).await?;
            if life.go_on(Phase::Serving) {
                hardpoint.start_jobs().map_err(RunError::Server)?;
                let admin = admin.as_ref().map_or(String::new(), |(_, at)| listed(at));
                tracing::info!(addresses = listed(&addresses), admin, "serving");
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
        let looks = Check::look_on(&around.checks).map_err(RunError::Server)?;
        tokio::select! {
            served = served => served?,
            () = looks => {}
        }
        let budget = Budget::begin(hardpoint.drain_budget(), around.settings.drain_delay);
        let undone = drain(&hardpoint, &life, &mut server, &around.last_steps(), budget).await;
        if let Some((admin, _)) = admin {
            let _closed_or_not = within(GOODBYE, admin.handle.stop(false)).await;
        }
        around.end_traces();
        around.flush_logs();
        match undone.is_empty() {
            true => Ok(()),
            false => Err(RunError::Unfinished(undone)),
        }
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

async fn start_up(steps: &[Step]) -> Result<(), RunError> {
    for step in steps {
        let name = step.name.clone();
        tracing::info!("starting: `{name}`");
        step.go()
            .await
            .map_err(|source| RunError::StartUp { name, source })?;
    }
    Ok(())
}

fn resolved(listen: impl ToSocketAddrs) -> Result<Vec<SocketAddr>, RunError> {
    match listen.to_socket_addrs() {
        Ok(at) => Ok(at.collect()),
        Err(source) => {
            let at = "the address given".to_owned();
            Err(RunError::Listen { at, source })
        }
    }
}

fn bind(
    hardpoint: &Hardpoint,
    around: &Around,
    at: &[SocketAddr],
) -> Result<(Server, Vec<SocketAddr>), RunError> {
    let (mounted, app) = (hardpoint.clone(), around.app.clone());
    let ServerSettings {
        workers,
        connections,
        keep_alive,
        head_timeout,
        ..
    } = around.settings;
    let workers = workers.unwrap_or_else(|| {
        let processors = std::thread::available_parallelism();
        processors.map_or(1, usize::from)
    });
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
    // Requests are cut off by the drain, which counts more than whole seconds.
    .shutdown_timeout(hardpoint.drain_budget().as_secs().saturating_add(1))
    .bind(at)
    .map_err(|source| {
        let at = listed(at);
        RunError::Listen { at, source }
    })?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

/// The admin listener, where there is one.
fn bind_admin(
    hardpoint: &Hardpoint,
    around: &Around,
    probes: &Probes,
) -> Result<Option<(Server, Vec<SocketAddr>)>, RunError> {
    let admin = around.settings.admin;
    let Some(at) = admin.address() else {
        return Ok(None);
    };
    match admin::listen(at, hardpoint, probes, around) {
        Ok(listening) => Ok(Some(listening)),
        Err(error) if admin == Admin::Usual && error.kind() == io::ErrorKind::AddrInUse => {
            tracing::warn!(%at, "no admin listener: another process is there, and nobody said where else");
            Ok(None)
        }
        Err(source) => {
            let at = at.to_string();
            Err(RunError::Listen { at, source })
        }
    }
}

fn listed(addresses: &[SocketAddr]) -> String {
    let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    names.join(", ")
}
