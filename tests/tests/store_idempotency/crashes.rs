//! An instance that is killed in the middle of a run.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use hardpoint::Environment;
use hardpoint_tests::{Connection, Service};

use crate::orders::{
    SECOND, gate, in_time, instance, instance_with, is_replay, order, order_at, runs, sku, until,
};
use crate::place::{Place, at_each_place, store_at};

at_each_place! { quiet:
    what_a_killed_instance_was_at_is_in_flight_and_then_of_unknown_outcome,
    what_is_safe_to_rerun_runs_again_once_the_lease_is_over,
    what_is_cut_off_by_an_orderly_end_can_be_sent_again_or_is_of_unknown_outcome,
}

const STORE: &str = "TESTS_INSTANCE_STORE";
const LISTENING: &str = "listening at ";

/// An instance that is a process of its own; killed when it is dropped.
struct Instance {
    child: Child,
    address: std::net::SocketAddr,
    _lifeline: ChildStdin,
}

impl Instance {
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
        let address = output.lines().find_map(|line| {
            let line = line.expect("UTF-8");
            line.split_once(LISTENING)?.1.parse().ok()
        });
        Self {
            child,
            address: address.expect("it starts"),
            _lifeline: lifeline,
        }
    }

    /// `SIGKILL`.
    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Instance {
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
    let service = instance_with(runtime.block_on(store_at(url)));
    let said = format!("\n{LISTENING}{}\n", service.address);
    std::io::stdout()
        .write_all(said.as_bytes())
        .expect("the test listens");
    // Until the test is over, however it ends.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Has an instance run the order, and kills it while it does.
async fn crash(place: &Place, other: &Service, path: &str, sku: &str) {
    let mut instance = Instance::start(place);
    let mut client = Connection::open(instance.address).await;
    client.write(&order_at(path, "k", sku).to_bytes()).await;
    in_time(async { while place.lease_ends().await.is_empty() {} }).await;
    let at_work = other.send(order_at(path, "k", sku)).await;
    at_work.problem(409, "request_in_flight");
    instance.kill();
    let after = other.send(order_at(path, "k", sku)).await;
    after.problem(409, "request_in_flight");
}

async fn what_a_killed_instance_was_at_is_in_flight_and_then_of_unknown_outcome(place: Place) {
    let other = instance(&place).await;
    let sku = sku("slow");
    crash(&place, &other, "/orders", &sku).await;
    place.end_leases().await;
    for _ in 0..2 {
        let answer = other.send(order("k", &sku)).await;
        answer.problem(409, "outcome_unknown");
        assert_eq!(answer.header("retry-after"), None);
    }
    // Another request under the key is another request still.
    let theirs = other.send(order("k", "plain")).await;
    theirs.problem(422, "idempotency_key_reused");
    assert_eq!(runs(&sku), 0, "by another than the one that was killed");
}

async fn what_is_safe_to_rerun_runs_again_once_the_lease_is_over(place: Place) {
    let other = instance(&place).await;
    let sku = sku("slow");
    crash(&place, &other, "/rerun", &sku).await;
    place.end_leases().await;
    gate(&sku).add_permits(1);
    let answer = other.send(order_at("/rerun", "k", &sku)).await;
    assert_eq!((answer.status, is_replay(&answer)), (201, false));
    assert_eq!(runs(&sku), 1);
}

async fn what_is_cut_off_by_an_orderly_end_can_be_sent_again_or_is_of_unknown_outcome(
    place: Place,
) {
    let (one, other) = (instance(&place).await, instance(&place).await);
    let sku = sku("slow");
    let mut client = one.connect().await;
    client.write(&order("k", &sku).to_bytes()).await;
    crate::orders::until_runs(&sku, 1).await;
    drop(one);
    gate(&sku).add_permits(1);
    place.end_leases().await;
    let answer = in_time(async {
        let request = order("k", &sku);
        let answered = until(&other, &request, |answer| {
            answer.status == 201 || answer.header("retry-after").is_none()
        });
        tokio::time::timeout(10 * SECOND, answered)
            .await
            .expect("no key is stuck")
    })
    .await;
    match answer.status {
        201 => assert_eq!(runs(&sku), 2),
        _ => drop(answer.problem(409, "outcome_unknown")),
    }
}
