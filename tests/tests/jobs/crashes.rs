//! An instance that is killed in the middle of a run.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use actix_web::web::Data;
use hardpoint::JobRun;
use hardpoint::prelude::*;
use hardpoint::{Clock, Environment, Jobs, Store};

use crate::counts::Counts;
use crate::place::{Place, at_each_place, store_at};
use crate::probe::Probe;
use crate::scene::in_time;

at_each_place! { quiet:
    after_a_holder_was_killed_nothing_runs_until_its_lease_is_over_and_then_it_does,
}

const STORE: &str = "TESTS_INSTANCE_STORE";
const RUNS: &str = "it runs ";

/// By the system's clock: due every second, with a lease of six.
#[job(every = "1s", timeout = "1s", name = "beat")]
async fn hangs(_run: JobRun) {
    let said = format!("\n{RUNS}\n");
    let mut out = std::io::stdout();
    let _ = out.write_all(said.as_bytes()).and_then(|()| out.flush());
    std::future::pending::<()>().await;
}

/// The same job in another instance.
#[job(every = "1s", timeout = "1s", name = "beat")]
async fn beats(probe: Data<Arc<Probe>>, run: JobRun) {
    drop(probe.enter(&run));
}

/// A process of its own; killed when it is dropped.
struct Instance {
    child: Child,
    _lifeline: ChildStdin,
}

impl Instance {
    /// Starts it, and waits until it runs.
    fn start(place: &Place) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "crashes::an_instance",
                "--ignored",
                "--nocapture",
            ])
            .env(STORE, place.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let lifeline = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let is_running = output
            .lines()
            .any(|line| line.is_ok_and(|line| line.contains(RUNS.trim())));
        assert!(is_running, "it has ended");
        Self {
            child,
            _lifeline: lifeline,
        }
    }
}

impl Drop for Instance {
    /// `SIGKILL`.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What such a process runs.
#[test]
#[ignore = "is started by the tests as a process of its own"]
fn an_instance() {
    let url = Environment::process();
    let url = url.get(STORE).expect("where its store is");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let hardpoint = with(
        runtime.block_on(store_at(url)),
        jobs![hangs],
        Arc::default(),
    );
    hardpoint.start_jobs().expect("a thread");
    // Until the test is over, however it ends.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

fn with(store: Store, jobs: Jobs, probe: Arc<Probe>) -> Hardpoint {
    let builder = Hardpoint::builder()
        .environment(Environment::default())
        .store(store)
        .app_data(probe)
        .jobs(jobs);
    builder.build().expect("it starts")
}

async fn after_a_holder_was_killed_nothing_runs_until_its_lease_is_over_and_then_it_does(
    place: Place,
) {
    let holder = Instance::start(&place);
    // Its run began a moment ago, and its lease is of six seconds by the store's clock.
    let held = Clock::system().now();
    drop(holder);
    let (probe, counts) = (Arc::<Probe>::default(), Counts::default());
    let store = place.store().await;
    let hardpoint =
        metrics::with_local_recorder(&counts, || with(store, jobs![beats], Arc::clone(&probe)));
    hardpoint.start_jobs().expect("a thread");
    probe.until_begun(1).await;
    let waited = Clock::system().now().since(held).as_secs_f64();
    assert!(waited > 3.0, "{waited}: before the lease was over");
    assert!(counts.of("beat", "overlap") >= 2);
    // From then on, every second.
    in_time(probe.until_begun(3)).await;
    assert_eq!(probe.most(), 1);
}
