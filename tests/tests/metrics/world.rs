//! What the tests of this process share: its one recorder, and the page as it is now.

use std::net::SocketAddr;
use std::sync::Once;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE};
use actix_web::test::TestRequest;
use hardpoint::observe::install_metrics;
use hardpoint::server::ServerSettings;
use hardpoint::{Builder, Clock, Endpoints, Hardpoint, RunError};
use hardpoint_tests::openmetrics::{Page, parse};
use hardpoint_tests::{Connection, Request, Service, free_address};
use tokio::sync::oneshot;
use tracing::subscriber::set_global_default;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry};

/// How often it is looked, and what lies between: so that a page is not written all the time.
const LOOKS: u32 = 6_000;
const PAUSE: Duration = Duration::from_millis(10);

/// A service whose metrics are recorded.
pub(crate) fn service(endpoints: Endpoints, settings: impl FnOnce(Builder) -> Builder) -> Service {
    begin();
    Service::with(endpoints, settings, |_| {})
}

/// Has metrics recorded, and with them, as services do, each line that is logged.
pub(crate) fn begin() {
    static LOG: Once = Once::new();
    install_metrics().expect("the only recorder");
    LOG.call_once(|| {
        let log = Registry::default().with(Counted);
        set_global_default(log).expect("the only log");
    });
}

/// Counts lines of the log by their level.
struct Counted;

impl<S: Subscriber> Layer<S> for Counted {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = event.metadata().level().as_str();
        metrics::describe_counter!("log.lines", "Lines that were logged.");
        metrics::counter!("log.lines", "level" => level).increment(1);
    }
}

/// What a scraper is told that accepts this: the content type, and the page.
pub(crate) async fn scraped(accept: &str) -> (String, String) {
    let request = TestRequest::default().insert_header((ACCEPT, accept));
    let answer = hardpoint::observe::metrics(request.to_http_request()).await;
    assert_eq!(answer.status(), 200);
    let kind = answer.headers().get(CONTENT_TYPE).expect("a type");
    let kind = kind.to_str().expect("text").to_owned();
    let body = to_bytes(answer.into_body()).await.expect("a body");
    (kind, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

/// The page as it is now, read strictly.
pub(crate) async fn page() -> Page {
    let (_, text) = scraped("application/openmetrics-text").await;
    parse(&text).unwrap_or_else(|why| panic!("{why}"))
}

/// A client that has sent a request and waits for its answer.
pub(crate) async fn asks(service: &Service, request: Request) -> Connection {
    let mut client = service.connect().await;
    assert!(client.write(&request.to_bytes()).await);
    client
}

/// One series as it was: what became of it is asked later.
#[derive(Debug)]
pub(crate) struct Before {
    name: &'static str,
    labels: Vec<(&'static str, &'static str)>,
    was: f64,
}

/// The series of that name that have these labels, together.
pub(crate) async fn before(name: &'static str, labels: &[(&'static str, &'static str)]) -> Before {
    Before {
        name,
        labels: labels.to_vec(),
        was: page().await.sum(name, labels),
    }
}

impl Before {
    /// By how much it has moved.
    pub(crate) async fn moved(&self) -> f64 {
        page().await.sum(self.name, &self.labels) - self.was
    }

    /// Waits until it has moved by that much.
    pub(crate) async fn until(&self, by: f64) {
        for _ in 0..LOOKS {
            if self.moved().await == by {
                return;
            }
            Clock::system().sleep(PAUSE).await;
        }
        panic!("{self:?} has moved by {}, not {by}", self.moved().await);
    }
}

/// A process's own server, with its admin listener.
pub(crate) struct Served {
    pub(crate) at: SocketAddr,
    pub(crate) admin: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: JoinHandle<Result<(), RunError>>,
}

impl Served {
    pub(crate) fn with(endpoints: Endpoints, settings: impl FnOnce(Builder) -> Builder) -> Self {
        begin();
        let (at, admin) = (free_address(), free_address());
        let server = ServerSettings::default()
            .workers(2)
            .admin(admin)
            .drain_delay(Duration::from_millis(500));
        let builder = Hardpoint::builder()
            .drain_budget(Duration::from_secs(60))
            .server(server)
            .endpoints(endpoints);
        let builder = settings(builder);
        let (stop, told) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(builder.run_until(at, async {
                let _ = told.await;
            }))
        });
        Self {
            at,
            admin,
            stop: Some(stop),
            thread,
        }
    }

    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).expect("it listens");
        }
    }

    /// Waits until it answers so.
    pub(crate) async fn until(&self, path: &str, status: u16) {
        for _ in 0..LOOKS {
            if let Some(mut connection) = Connection::try_open(self.at).await
                && connection.send(Request::get(path)).await.status == status
            {
                return;
            }
            Clock::system().sleep(PAUSE).await;
        }
        panic!("{path} is never {status}");
    }

    /// The page of its admin listener, read strictly.
    pub(crate) async fn page(&self) -> Page {
        let request = Request::get("/metrics").header("accept", "application/openmetrics-text");
        let answer = Connection::open(self.admin).await.send(request).await;
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        assert_eq!(answer.header("content-type"), Some(kind), "{answer:?}");
        let text = String::from_utf8(answer.body).expect("UTF-8");
        parse(&text).unwrap_or_else(|why| panic!("{why}"))
    }

    pub(crate) fn ended(self) -> Result<(), RunError> {
        self.thread.join().expect("it does not panic")
    }
}
