//! The process around the endpoints: probes, the admin listener, and how it stops.

mod dependencies;
mod drain;
mod headers;
mod limits;
mod restarts;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::web::Data;
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::{Builder, RunError};
use hardpoint_tests::{Answer, Connection, Request, free_address};
use tokio::sync::{Notify, oneshot};

/// Where handlers wait until the test lets them go on.
#[derive(Default)]
struct Gate {
    arrived: Notify,
    open: Notify,
}

#[endpoint(get = "/ping", rate = "1/h")]
async fn ping() -> &'static str {
    "pong"
}

#[endpoint(get = "/held")]
async fn held(gate: Data<Arc<Gate>>) -> &'static str {
    gate.arrived.notify_one();
    gate.open.notified().await;
    "let go"
}

/// A server in this process.
struct Served {
    at: SocketAddr,
    admin: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: JoinHandle<Result<(), RunError>>,
}

impl Served {
    fn with(settings: impl FnOnce(Builder) -> Builder) -> Self {
        let (at, admin) = (free_address(), free_address());
        let server = ServerSettings::default()
            .workers(2)
            .admin(admin)
            .drain_delay(Duration::from_millis(500));
        let builder = Hardpoint::builder()
            .drain_budget(Duration::from_secs(60))
            .server(server)
            .endpoints(endpoints![ping, held]);
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

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).expect("it listens");
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    async fn send(&self, request: Request) -> Answer {
        Connection::open(self.at).await.send(request).await
    }

    /// Asks until the answer has that status.
    async fn until(&self, path: &str, status: u16) -> Answer {
        let asked = async {
            loop {
                assert!(!self.thread.is_finished(), "the service has ended");
                if tokio::net::TcpStream::connect(self.at).await.is_ok() {
                    let answer = self.get(path).await;
                    if answer.status == status {
                        return answer;
                    }
                }
                tokio::task::yield_now().await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_secs(20), asked).await;
        asked.unwrap_or_else(|_| panic!("{path} is never {status}"))
    }

    fn ended(self) -> Result<(), RunError> {
        self.thread.join().expect("it does not panic")
    }
}

#[tokio::test]
async fn probes_tell_start_readiness_and_end() {
    let (begin, is_well) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (first, look) = (Arc::clone(&begin), Arc::clone(&is_well));
    let mut served = Served::with(|builder| {
        builder
            .app_data(Arc::<Gate>::default())
            .on_start("warm", move || {
                let first = Arc::clone(&first);
                async move {
                    first.notified().await;
                    Ok::<_, std::io::Error>(())
                }
            })
            .ready_when("disk", move || {
                let look = look.load(Ordering::SeqCst);
                async move { if look { Ok(()) } else { Err("no disk") } }
            })
    });
    served.until("/livez", 200).await;
    let starting = served.until("/startupz", 503).await;
    starting.problem(503, "not_ready");
    served.until("/readyz", 503).await;
    begin.notify_one();
    served.until("/startupz", 200).await;

    let lacking = served.until("/readyz?verbose", 503).await;
    assert_eq!(lacking.json()["checks"]["disk"], "failing");
    assert!(
        !lacking.json().to_string().contains("no disk"),
        "why is for the log"
    );
    is_well.store(true, Ordering::SeqCst);
    let ready = served.until("/readyz?verbose", 200).await;
    assert_eq!(ready.json()["checks"]["disk"], "ok");

    // Probes take nothing of a limit, and nothing limits them.
    for _ in 0..50 {
        assert_eq!(served.get("/readyz").await.status, 200);
    }
    assert_eq!(served.get("/ping").await.status, 200);

    served.stop();
    served.until("/readyz", 503).await;
    assert_eq!(served.get("/livez").await.status, 200);
    served.ended().expect("it was told to stop");
}

#[endpoint(get = "/{anything}")]
async fn anything(path: actix_web::web::Path<String>) -> String {
    path.into_inner()
}

async fn blocks() -> std::io::Result<()> {
    loop {
        std::thread::park();
    }
}

async fn panics() -> std::io::Result<()> {
    panic!("as checks do")
}

#[tokio::test]
async fn a_check_that_hangs_blocks_or_panics_harms_nobody_but_readiness() {
    let well = || async { Ok::<_, std::io::Error>(()) };
    let mut served = Served::with(|builder| {
        builder
            .app_data(Arc::<Gate>::default())
            .ready_when(
                "hanging",
                std::future::pending::<Result<(), std::io::Error>>,
            )
            .ready_when("blocking", blocks)
            .ready_when("panicking", panics)
            .ready_when("well", well)
    });
    loop {
        let checks = served.until("/readyz?verbose", 503).await.json()["checks"].clone();
        if checks["well"] == "ok" {
            let failing = ["hanging", "blocking", "panicking"].map(|name| checks[name].clone());
            assert_eq!(failing, ["failing"; 3], "{checks}");
            break;
        }
    }
    assert_eq!(served.get("/ping").await.status, 200);
    served.stop();
    served.ended().expect("it was told to stop");
}

#[tokio::test]
async fn what_keeps_a_service_from_being_served_is_told_at_once() {
    let served = Served::with(|builder| {
        let settings = ServerSettings::default()
            .workers(0)
            .drain_delay(Duration::from_secs(60));
        builder
            .server(settings)
            .endpoints(endpoints![held])
            .on_stop("pool", || async { Ok::<_, std::io::Error>(()) })
            .on_stop("pool", || async { Ok::<_, std::io::Error>(()) })
    });
    let Err(RunError::Start(error)) = served.ended() else {
        panic!("it must not start")
    };
    let rules: Vec<_> = error.faults().iter().map(|fault| fault.rule).collect();
    assert_eq!(
        rules,
        [
            "an_endpoint_is_listed_once",
            "the_drain_outlasts_its_delay",
            "a_limit_of_the_server_is_one",
            "what_stands_around_has_a_name_of_its_own",
        ]
    );
}

#[tokio::test]
async fn probes_come_before_captures_and_are_not_shed() {
    let gate = Arc::new(Gate::default());
    let at_the_gate = Arc::clone(&gate);
    let served = Served::with(|builder| {
        builder
            .app_data(at_the_gate)
            .capacity(1)
            .endpoints(endpoints![anything])
    });
    served.until("/readyz", 200).await;
    assert_eq!(served.get("/something").await.body, b"something");
    let mut inside = Connection::open(served.at).await;
    assert!(inside.write(&Request::get("/held").to_bytes()).await);
    gate.arrived.notified().await;
    served.get("/something").await.problem(503, "overloaded");
    for path in ["/livez", "/readyz", "/startupz"] {
        let answer = served.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.json()["status"].is_string(), "{path}: {answer:?}");
        let head = Request::new("HEAD", path);
        assert_eq!(served.send(head).await.status, 200, "{path}");
        served
            .send(Request::post(path))
            .await
            .problem(404, "not_found");
    }
    gate.open.notify_one();
    assert_eq!(inside.answer(false).await.status, 200);
}

#[tokio::test]
async fn what_is_in_flight_ends_and_answers_say_that_the_connection_does() {
    let gate = Arc::new(Gate::default());
    let at_the_gate = Arc::clone(&gate);
    let last = Arc::new(AtomicBool::new(false));
    let closed = Arc::clone(&last);
    let mut served = Served::with(|builder| {
        builder.app_data(at_the_gate).on_stop("pool", move || {
            closed.store(true, Ordering::SeqCst);
            async { Ok::<_, std::io::Error>(()) }
        })
    });
    served.until("/startupz", 200).await;
    let address = served.at;
    let in_flight = tokio::spawn(async move {
        Connection::open(address)
            .await
            .send(Request::get("/held"))
            .await
    });
    gate.arrived.notified().await;
    served.stop();
    served.until("/readyz", 503).await;

    // Who comes during the delay is still served.
    let late = served.get("/ping").await;
    assert_eq!(late.status, 200);
    assert_eq!(late.header("connection"), Some("close"));
    while tokio::net::TcpStream::connect(served.at).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!last.load(Ordering::SeqCst), "a request is in flight");
    gate.open.notify_one();
    let answer = in_flight.await.expect("an answer");
    assert_eq!((answer.status, &*answer.body), (200, &b"let go"[..]));
    served.ended().expect("it was told to stop");
    assert!(last.load(Ordering::SeqCst), "the pool is closed");
}

#[tokio::test]
async fn the_admin_listener_tells_policies_and_status() {
    let served = Served::with(|builder| builder.app_data(Arc::<Gate>::default()));
    served.until("/startupz", 200).await;
    let ask = async |path| {
        Connection::open(served.admin)
            .await
            .send(Request::get(path))
            .await
    };
    let policies = ask("/policies").await.json();
    assert_eq!(policies["endpoints"][0]["route"], "GET /ping");
    assert_eq!(policies["endpoints"][0]["rate"][0], "1/h");
    let status = ask("/status").await.json();
    assert_eq!(
        (&status["phase"], &status["ready"]),
        (&"serving".into(), &true.into())
    );
    ask("/elsewhere").await.problem(404, "not_found");
    assert_eq!(
        served.get("/policies").await.status,
        404,
        "not on the port of the endpoints"
    );
}

#[tokio::test]
async fn what_fails_at_the_start_ends_the_process_with_its_name() {
    let served = Served::with(|builder| {
        builder.on_start("migrations", || async { Err::<(), _>("no such table") })
    });
    let error = served.ended().expect_err("it cannot start");
    assert_eq!(error.to_string(), "`migrations` has failed: no such table");
}

#[tokio::test]
async fn an_address_in_use_is_told() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let at = taken.local_addr().expect("an address");
    let builder = Hardpoint::builder().endpoints(endpoints![ping]);
    let ran = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(builder.run_until(at, std::future::pending()))
    });
    let error = ran.join().expect("no panic").expect_err("it is in use");
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot listen on {at}")),
        "{error}"
    );
}

#[tokio::test]
async fn an_admin_listener_gives_way_where_nobody_said_where_it_is() {
    // Whoever has it, it is not free.
    let _taken = TcpListener::bind(("127.0.0.1", 9464));
    let usual = |builder: Builder| {
        let usual = ServerSettings::default().drain_delay(Duration::ZERO);
        builder.server(usual).app_data(Arc::<Gate>::default())
    };
    let mut served = Served::with(usual);
    served.until("/readyz", 200).await;
    served.stop();
    served.ended().expect("it was told to stop");

    let said = ServerSettings::default().admin(([127, 0, 0, 1], 9464).into());
    let served = Served::with(|builder| builder.server(said));
    let error = served.ended().expect_err("it is in use");
    let said = "cannot listen on 127.0.0.1:9464";
    assert!(error.to_string().starts_with(said), "{error}");
}
