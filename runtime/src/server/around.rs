//! What stands around the endpoints of a service, as its builder was told.

#[cfg(feature = "otel")]
use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
#[cfg(feature = "otel")]
use std::time::Duration;

use actix_web::web::{Data, ServiceConfig};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::check::Check;
use super::settings::ServerSettings;
use crate::builder::Builder;
#[cfg(feature = "logs")]
use crate::logs::LogControl;
use crate::start::Served;
#[cfg(feature = "otel")]
use crate::traces::{TraceControl, Traces};
#[cfg(feature = "otel")]
use crate::within::within;

/// How long the last spans are given to be sent.
#[cfg(feature = "otel")]
const LAST_SPANS: Duration = Duration::from_secs(2);

/// What stands around the endpoints of a service.
#[derive(Clone, Default)]
pub(crate) struct Around {
    pub(super) settings: ServerSettings,
    pub(super) checks: Vec<Check>,
    pub(super) first: Vec<Step>,
    pub(super) last: Vec<Step>,
    pub(crate) app: Vec<Registration>,
    #[cfg(feature = "logs")]
    pub(super) logs: Option<LogControl>,
    #[cfg(feature = "otel")]
    pub(super) traces: Option<TraceControl>,
}

/// Something that is registered on every worker's `App`.
pub(crate) type Registration = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// Something that is done once, under a name.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) name: String,
    work: Arc<dyn Fn() -> BoxFuture<'static, Result<(), Reason>> + Send + Sync>,
}

pub(super) type Reason = Box<dyn Error + Send + Sync>;

impl Step {
    fn new<F, E>(name: &str, work: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Reason>,
    {
        Self {
            name: name.to_owned(),
            work: Arc::new(move || {
                let work = work();
                Box::pin(async move { work.await.map_err(Into::into) })
            }),
        }
    }

    /// Does it; a panic is a failure like others.
    pub(super) async fn go(&self) -> Result<(), Reason> {
        let work = AssertUnwindSafe(async { (self.work)().await });
        match work.catch_unwind().await {
            Ok(done) => done,
            Err(_panic) => Err("it panicked".into()),
        }
    }
}

impl Builder {
    /// How much the server of [`run`](Self::run) takes, and how long it waits.
    #[must_use]
    pub fn server(mut self, settings: ServerSettings) -> Self {
        self.around.settings = settings;
        self
    }

    /// Something that the service needs to be ready, such as `db.probe()`: as long as `look` fails,
    /// `/readyz` says 503, and requests are best sent elsewhere.
    ///
    /// It is looked at every 2 seconds, in the background, on threads apart from those that serve
    /// requests, and given a second for it; a look that hangs, blocks its thread or panics is a
    /// failed one. What was well may fail twice in a row before it counts. Name what this instance
    /// alone can lack: if all of them lack it at once, none is ready, and a service that could do a
    /// part of its work does none.
    #[must_use]
    pub fn ready_when<F, E>(
        mut self,
        name: &str,
        look: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Reason>,
    {
        self.around.checks.push(Check::new(name, look));
        self
    }

    /// Something to be done before requests are served, such as warming a cache: until then
    /// `/startupz` and `/readyz` say 503. Should it fail, or panic, the process ends.
    ///
    /// It is done on the thread that [`run`](Self::run) is called on, in the order in which it is
    /// said, and is dropped where the process is told to stop. What blocks its thread belongs into
    /// [`web::block`](actix_web::web::block): nothing but a second signal would end it before the
    /// end of the drain budget.
    #[must_use]
    pub fn on_start<F, E>(
        mut self,
        name: &str,
        work: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Reason>,
    {
        self.around.first.push(Step::new(name, work));
        self
    }

    /// Something to be done at the end, when no request is served any more, such as
    /// `db.close(…)`; in the order in which they are said, within what is left of the drain budget:
    /// each has an equal part of it, so that one that hangs leaves the others theirs. Whatever
    /// fails or is not done in time makes the end one that is
    /// [not in order](crate::RunError::Unfinished).
    #[must_use]
    pub fn on_stop<F, E>(mut self, name: &str, work: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Reason>,
    {
        self.around.last.push(Step::new(name, work));
        self
    }

    /// The recording of this process, from [`traces::layer`](fn@crate::traces::layer): what has been
    /// recorded is sent before [`run`](Self::run) ends, within what is left of the drain budget.
    #[cfg(feature = "otel")]
    #[must_use]
    pub fn traces(mut self, traces: &Traces) -> Self {
        self.around.traces = Some(traces.0.clone());
        self
    }

    /// A value for handlers and jobs, which take it as [`Data<T>`](Data).
    #[must_use]
    pub fn app_data<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        let data = Data::new(value);
        self.values.add(&data);
        self.configure(move |app| {
            app.app_data(data.clone());
        })
    }

    /// Whatever else belongs on the `App` of [`run`](Self::run); it is registered before the
    /// endpoints, on each worker.
    #[must_use]
    pub fn configure(
        mut self,
        register: impl Fn(&mut ServiceConfig) + Send + Sync + 'static,
    ) -> Self {
        self.around.app.push(Arc::new(register));
        self
    }
}

impl Around {
    /// What is done at the end: what the service has said, and then its last spans are sent.
    pub(super) fn last_steps(&self) -> Vec<Step> {
        #[cfg(feature = "otel")]
        if let Some(traces) = self.traces.clone() {
            let work = move || {
                let traces = traces.clone();
                async move {
                    // A collector that is away is no reason to stay, nor to have failed.
                    let _or_late = within(LAST_SPANS, traces.flushed()).await;
                    Ok::<_, Infallible>(())
                }
            };
            return [&*self.last, &[Step::new("traces", work)]].concat();
        }
        self.last.clone()
    }

    /// Records nothing any more, and says what is lost by that.
    pub(super) fn end_traces(&self) {
        #[cfg(feature = "otel")]
        if let Some(lost) = self.traces.as_ref().map(TraceControl::end)
            && lost > 0
        {
            tracing::warn!(
                lost,
                "the collector of traces has not taken all spans in time"
            );
        }
    }

    /// What the rules are asked of that a service has to keep that is served at `listen`.
    pub(super) fn served(&self, listen: &[SocketAddr]) -> Served {
        let names = |steps: &[Step]| steps.iter().map(|step| step.name.clone()).collect();
        let checks = self.checks.iter().map(|check| check.name().to_owned());
        Served {
            settings: self.settings.clone(),
            listen: listen.to_vec(),
            names: [
                ("ready_when", checks.collect()),
                ("on_start", names(&self.first)),
                ("on_stop", names(&self.last)),
            ],
        }
    }

    /// Waits a moment for what has been logged to be written.
    pub(super) fn flush_logs(&self) {
        #[cfg(feature = "logs")]
        if let Some(logs) = &self.logs {
            logs.flush();
        }
    }
}

impl fmt::Debug for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around")
            .field("settings", &self.settings)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}
