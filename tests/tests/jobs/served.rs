//! The jobs of a service that `run` serves: what is told of them, and how they end with it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::{Clock, Environment, Jobs, RunError};
use hardpoint_tests::{Connection, Request, free_address};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::probe::{Probe, brief, resumed, stuck};
use crate::scene::in_time;

#[endpoint(get = "/ping", timeout = "1s")]
async fn ping() -> &'static str {
    "pong"
}

/// A service in this process.
struct Served {
    admin: SocketAddr,
    probe: Arc<Probe>,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Result<(), RunError>>,
}

impl Served {
    fn with(jobs: Jobs, budget: Duration) -> Self {
        let (at, admin) = (free_address(), free_address());
        let server = ServerSettings::default()
            .workers(1)
            .admin(admin)
            .drain_delay(Duration::from_millis(100));
        let probe = Arc::<Probe>::default();
        let builder = Hardpoint::builder()
            .environment(Environment::default())
            .drain_budget(budget)
            .server(server)
            .app_data(Arc::clone(&probe))
            .endpoints(endpoints![ping])
            .jobs(jobs);
        let (stop, told) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(builder.run_until(at, async {
                let _ = told.await;
            }))
        });
        Self {
            admin,
            probe,
            stop,
            thread,
        }
    }

    async fn ask(&self, path: &str) -> hardpoint_tests::Answer {
        let mut connection = Connection::open(self.admin).await;
        connection.send(Request::get(path)).await
    }

    /// What is told of its one job, once it is as it should be.
    async fn job(&self, is_it: impl Fn(&Value) -> bool) -> Value {
        in_time(async {
            loop {
                let status = self.ask("/status").await.json();
                if is_it(&status["jobs"][0]) {
                    return status["jobs"][0].clone();
                }
                Clock::system().sleep(Duration::from_millis(5)).await;
            }
        })
        .await
    }

    async fn ended(self) -> Result<(), RunError> {
        let _ = self.stop.send(());
        let joined = tokio::task::spawn_blocking(|| self.thread.join());
        let joined = in_time(joined).await.expect("it is waited for");
        joined.expect("it does not panic")
    }
}

#[tokio::test]
async fn the_admin_listener_tells_what_runs_what_came_of_it_and_when_it_is_due() {
    let served = Served::with(jobs![resumed], Duration::from_secs(60));
    served.probe.until_begun(1).await;
    let running = served.job(|job| !job["running"].is_null()).await;
    assert_eq!(
        (&running["name"], &running["every"], &running["timeout"]),
        (&"resumed".into(), &"1h".into(), &"10m".into())
    );
    assert!(running["last"].is_null());
    served.probe.gate.add_permits(1);
    let after = served.job(|job| !job["last"].is_null()).await;
    assert_eq!(after["last"]["outcome"], "succeeded");
    assert_eq!(after["last"]["run_id"], running["running"]["run_id"]);
    let after = served.job(|job| !job["next"].is_null()).await;
    assert_eq!(after["next"].as_u64().map(|next| next % 3_600), Some(0));
    let metrics = String::from_utf8(served.ask("/metrics").await.body.to_vec()).expect("UTF-8");
    for series in [
        "hardpoint_job_runs_total{job=\"resumed\",outcome=\"panicked\"} 0",
        "hardpoint_job_skipped_total{job=\"resumed\",reason=\"store_away\"} 0",
        "hardpoint_job_running{job=\"resumed\"} 0",
    ] {
        assert!(metrics.contains(series), "{series} in\n{metrics}");
    }
    served.ended().await.expect("it was told to stop");
}

#[tokio::test]
async fn what_runs_has_the_budget_and_ends_by_itself() {
    let served = Served::with(jobs![resumed], Duration::from_secs(60));
    served.probe.until_begun(1).await;
    let probe = Arc::clone(&served.probe);
    let ended = served.ended();
    let let_go = async { probe.gate.add_permits(1) };
    let (ended, ()) = tokio::join!(ended, let_go);
    ended.expect("it was told to stop");
    probe.until_quiet().await;
}

#[tokio::test]
async fn what_goes_on_is_cut_off_when_the_budget_is_over() {
    let served = Served::with(jobs![resumed], Duration::from_secs(3));
    served.probe.until_begun(1).await;
    let probe = Arc::clone(&served.probe);
    served.ended().await.expect("it was told to stop");
    probe.until_quiet().await;
    assert_eq!(probe.begun(), 1);
}

#[tokio::test]
async fn what_blocks_does_not_hold_the_process_and_nothing_begins_any_more() {
    let served = Served::with(jobs![stuck, brief], Duration::from_secs(3));
    // The stuck one, and at least one by the system's clock.
    served.probe.until_begun(2).await;
    let probe = Arc::clone(&served.probe);
    let _ = served.stop.send(());
    let joined = tokio::task::spawn_blocking(|| served.thread.join());
    in_time(async {
        while !joined.is_finished() {
            Clock::system().sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    let ended = joined.await.expect("it is waited for");
    let undone = ended.expect("no panic").expect_err("not all is done");
    assert!(
        undone.to_string().contains("1 jobs block their threads"),
        "{undone}"
    );
    let begun = probe.begun();
    // Longer than it is to the next that would be due.
    Clock::system().sleep(Duration::from_millis(1_100)).await;
    assert_eq!(probe.begun(), begun);
    probe.free.store(true, Ordering::SeqCst);
}
