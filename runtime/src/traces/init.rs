//! Where recording begins, and how it ends.

use std::sync::{Arc, mpsc as blocking};
use std::time::Duration;
use std::{fmt, io};

use http::Uri;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use rustls::RootCertStore;
use tokio::sync::{mpsc, oneshot};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, Targets, dynamic_filter_fn};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::export::{Endpoint, Messages, Sender, Shipping, Tally, Waiting};
use super::settings::TraceSettings;
use super::stage::{STAGE, are_recorded};
use crate::authorities::authorities;
use crate::logs::Names;
use crate::observe::REQUEST_SPAN;
use crate::threads::Threads;

/// How long spans that wait are given to be sent when recording ends.
const LAST: Duration = Duration::from_secs(1);

/// Recording, as it was begun. Dropped, it waits until everything is sent, for a second at most:
/// keep it in `main` until the end, and give it to the [builder](crate::Builder::traces).
#[derive(Debug)]
pub struct Traces(pub(crate) TraceControl);

/// What can be done to recording from elsewhere. Clones are the same.
#[derive(Clone)]
pub(crate) struct TraceControl(Option<Running>);

#[derive(Clone)]
struct Running {
    flushes: mpsc::UnboundedSender<oneshot::Sender<()>>,
    tally: Arc<Tally>,
    threads: Threads,
}

/// Why nothing is recorded.
#[non_exhaustive]
pub enum TracesError {
    /// What is wrong with the settings, all of it.
    Settings(Vec<String>),
    /// There is no thread to send on.
    Thread(io::Error),
}

/// As it is read when it ends `main`.
impl fmt::Debug for TracesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for TracesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(faults) => write!(f, "traces: {}", faults.join("; ")),
            Self::Thread(error) => write!(f, "there is no thread to send traces on: {error}"),
        }
    }
}

impl std::error::Error for TracesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Settings(_) => None,
            Self::Thread(error) => Some(error),
        }
    }
}

/// Records the spans of a subscriber and sends them to a collector, from a thread of its own.
///
/// ```no_run
/// use hardpoint::Environment;
/// use hardpoint::logs::{self, LogSettings};
/// use hardpoint::prelude::*;
/// use hardpoint::traces::{self, TraceSettings};
///
/// #[endpoint(get = "/ping", rate = "10/s")]
/// async fn ping() -> &'static str { "pong" }
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let environment = Environment::process();
///     let (layer, traces) = traces::layer(&TraceSettings::of(&environment).service("shop"))?;
///     let logs = logs::init_beside(&LogSettings::of(&environment), layer)?;
///     let builder = Hardpoint::builder().endpoints(endpoints![ping]);
///     Ok(builder.logs(&logs).traces(&traces).run("127.0.0.1:8080").await?)
/// }
/// ```
///
/// # Errors
///
/// Where the settings say what cannot be done, with all of it at once.
pub fn layer<S>(settings: &TraceSettings) -> Result<(impl Layer<S> + use<S>, Traces), TracesError>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let mut faults = settings.faults.clone();
    let mut or_fault = |what: Result<(), String>| faults.extend(what.err());
    let uri = uri(&settings.endpoint);
    or_fault(uri.as_ref().map(drop).map_err(Clone::clone));
    let levels = settings.levels.parse::<Targets>();
    or_fault(levels.as_ref().map(drop).map_err(|error| {
        let levels = settings.levels.escape_debug();
        format!("`{levels}`: {error}; expected such as `info,shop::orders=debug`")
    }));
    let is_tls = uri
        .as_ref()
        .is_ok_and(|uri| uri.scheme_str() == Some("https"));
    let roots = match settings.is_on && is_tls {
        true => authorities(
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            settings.certificates.as_deref(),
        ),
        false => Ok(RootCertStore::empty()),
    };
    or_fault(roots.as_ref().map(drop).map_err(Clone::clone));
    let (Ok(uri), Ok(levels), Ok(roots), []) = (uri, levels, roots, &*faults) else {
        return Err(TracesError::Settings(faults));
    };
    let running = match settings.is_on {
        true => Some(start(settings, uri, roots).map_err(TracesError::Thread)?),
        false => None,
    };
    let (provider, running) = running.unzip();
    let layer = provider.map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("hardpoint"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
    });
    // What is said in events is said in the log, with the ids of the span.
    let spans = dynamic_filter_fn(|metadata: &Metadata<'_>, around: &Context<'_, S>| {
        // A stage of nothing is none.
        metadata.is_span() && (metadata.target() != STAGE || around.lookup_current().is_some())
    });
    let wanted = match layer {
        Some(_) => levels
            .with_target(REQUEST_SPAN, tracing::Level::ERROR)
            .with_target(STAGE, tracing::Level::DEBUG),
        None => Targets::new(),
    };
    are_recorded(&wanted);
    let layer = layer.with_filter(wanted.and(spans));
    Ok((layer, Traces(TraceControl(running))))
}

fn uri(endpoint: &str) -> Result<Uri, String> {
    let wrong = || {
        // It may have a password in it.
        let shown = Names::and(&[]).text(endpoint).escape_debug().to_string();
        format!("`{shown}` is no endpoint: expected such as `http://localhost:4318/v1/traces`")
    };
    let uri: Uri = endpoint.parse().map_err(|_| wrong())?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    match is_http
        && uri
            .authority()
            .is_some_and(|authority| !authority.as_str().contains('@'))
    {
        true => Ok(uri),
        false => Err(wrong()),
    }
}

fn start(
    settings: &TraceSettings,
    uri: Uri,
    roots: RootCertStore,
) -> io::Result<(SdkTracerProvider, Running)> {
    let resource = resource(settings);
    let messages = Messages::new(&resource, Names::and(&settings.redacted));
    let endpoint = Endpoint {
        uri,
        headers: settings.headers.clone(),
        timeout: settings.timeout,
        is_compressed: settings.is_compressed,
    };
    let tally = Arc::new(Tally::new());
    let (waiting, spans) = Waiting::room_for(settings.waiting, Arc::clone(&tally));
    let (flushes, told) = mpsc::unbounded_channel();
    let most = settings.batch.min(settings.waiting);
    let shipping = Shipping::new(
        spans,
        told,
        Arc::clone(&tally),
        (messages, Sender::to(endpoint, roots)),
        (most, settings.delay),
    );
    let threads = Threads::start("hardpoint-traces", 1)?;
    // It ends with its threads.
    let _runs = threads.spawn(shipping.go_on());
    let provider = SdkTracerProvider::builder()
        .with_sampler(settings.sampling)
        .with_span_processor(waiting)
        .with_resource(resource)
        .build();
    let running = Running {
        flushes,
        tally,
        threads,
    };
    Ok((provider, running))
}

fn resource(settings: &TraceSettings) -> Resource {
    let said = settings.resource.iter();
    Resource::builder_empty()
        .with_attributes([
            KeyValue::new("telemetry.sdk.name", "opentelemetry"),
            KeyValue::new("telemetry.sdk.language", "rust"),
            KeyValue::new("telemetry.distro.name", "hardpoint"),
            KeyValue::new("telemetry.distro.version", env!("CARGO_PKG_VERSION")),
        ])
        .with_attributes(said.map(|(name, value)| KeyValue::new(name.clone(), value.clone())))
        .with_service_name(settings.service.clone())
        .build()
}

impl Traces {
    /// Waits until everything that has been recorded is sent, or lost, for `longest` at most;
    /// whether it is.
    pub fn flush(&self, longest: Duration) -> bool {
        self.0.wait(longest)
    }

    /// How many spans are lost so far: there was no room for them, or the collector did not take
    /// them.
    #[must_use]
    pub fn lost(&self) -> u64 {
        let running = self.0.0.as_ref();
        running.map_or(0, |running| running.tally.all_lost())
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        self.0.wait(LAST);
    }
}

impl TraceControl {
    /// Waits until everything is sent, or lost, that has been recorded by now.
    pub(crate) async fn flushed(&self) {
        if let Some(Running { flushes, .. }) = &self.0 {
            let (tell, told) = oneshot::channel();
            // Where nobody listens any more, there is nothing to wait for.
            let _ = flushes.send(tell);
            let _ = told.await;
        }
    }

    /// Sends nothing any more; how many are lost by that.
    pub(crate) fn end(&self) -> u64 {
        let Some(Running { threads, tally, .. }) = &self.0 else {
            return 0;
        };
        threads.stop();
        tally.end()
    }

    fn wait(&self, longest: Duration) -> bool {
        let Some(Running { threads, .. }) = &self.0 else {
            return true;
        };
        let (tell, told) = blocking::channel();
        let control = self.clone();
        let _runs = threads.spawn(async move {
            control.flushed().await;
            let _ = tell.send(());
        });
        told.recv_timeout(longest).is_ok()
    }
}

impl fmt::Debug for TraceControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceControl")
            .field("is_on", &self.0.is_some())
            .finish_non_exhaustive()
    }
}
