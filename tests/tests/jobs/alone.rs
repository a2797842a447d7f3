//! One instance by itself: when its jobs run, and how their runs end.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hardpoint::Environment;
use hardpoint::prelude::*;

use crate::probe::{Probe, asks, blocks, fails, held, jittered, long, panics, quick};
use crate::scene::{HOUR, Scene};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_job_runs_once_in_each_period_and_not_between_them() {
    let scene = Scene::of(jobs![quick]);
    for count in 1..4 {
        scene.hand.until_asleep(1).await;
        assert_eq!(scene.probe.begun(), count - 1);
        scene.turn_to_the_hour();
        let due = scene.probe.until_begun(count).await;
        let now = u64::try_from(scene.clock.unix_time().as_millis()).expect("small");
        assert_eq!(due.last(), Some(&now), "it is due at the hour");
        scene
            .until_counted("quick", "succeeded", count as u64)
            .await;
        assert_eq!(
            scene.counts.gauge("quick", "last_success") * 1_000.0,
            now as f64
        );
    }
    assert_eq!(scene.probe.begun(), 3);
    assert_eq!(scene.counts.of("quick", "missed"), 0);
}

#[tokio::test]
async fn what_is_to_run_at_the_start_does_and_later_than_due_by_the_jitter_at_most() {
    let scene = Scene::of(jobs![jittered]);
    scene.hand.until_asleep(1).await;
    scene.hand.advance(30 * MINUTE);
    let first = scene.probe.until_begun(1).await[0];
    scene.until_counted("jittered", "succeeded", 1).await;
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.hand.advance(30 * MINUTE);
    let both = scene.probe.until_begun(2).await;
    // It began in the hour in which the service started, and then in the next: the clock has gone
    // less than two hours on.
    assert!(
        both[1] > first && both[1] - first <= 2 * 3_600_000,
        "{both:?}"
    );
    assert_eq!(both[1] % 3_600_000, 0);
}

#[tokio::test]
async fn missed_periods_are_skipped_and_not_made_up_for() {
    let scene = Scene::of(jobs![quick]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.until_counted("quick", "succeeded", 1).await;
    scene.hand.until_asleep(1).await;
    scene.hand.advance(10 * HOUR);
    scene.until_counted("quick", "succeeded", 2).await;
    scene.until_counted("quick", "missed", 9).await;
    scene.hand.until_asleep(1).await;
    let due = scene.probe.until_begun(2).await;
    assert_eq!(
        due[1] - due[0],
        10 * 3_600_000,
        "as the one that is due now"
    );
    assert_eq!(scene.counts.of("quick", "overlap"), 0);
}

#[tokio::test]
async fn a_run_is_ended_when_its_time_is_over_and_the_next_one_runs() {
    let scene = Scene::of(jobs![held]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(1).await;
    scene.hand.until_asleep(1).await;
    scene.hand.advance(10 * MINUTE);
    scene.until_counted("held", "timed_out", 1).await;
    scene.probe.until_quiet().await;
    scene.probe.gate.add_permits(1);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.until_counted("held", "succeeded", 1).await;
    assert_eq!(scene.counts.of("held", "overlap"), 0);
}

#[tokio::test]
async fn failures_and_panics_are_counted_and_the_next_one_runs() {
    let scene = Scene::of(jobs![fails, panics]);
    for count in 1..3 {
        scene.hand.until_asleep(2).await;
        scene.turn_to_the_hour();
        scene.until_counted("fails", "failed", count).await;
        scene.until_counted("panics", "panicked", count).await;
        scene.until_gone("fails").await;
        scene.until_gone("panics").await;
    }
    for job in ["fails", "panics"] {
        assert_eq!(scene.counts.of(job, "succeeded"), 0);
        assert_eq!(scene.counts.gauge(job, "last_success"), 0.0);
    }
}

#[tokio::test]
async fn what_is_due_while_a_run_goes_on_is_skipped() {
    let scene = Scene::of(jobs![long]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(1).await;
    scene.hand.until_asleep(1).await;
    scene.hand.advance(3 * HOUR + MINUTE);
    scene.probe.gate.add_permits(1);
    scene.until_counted("long", "succeeded", 1).await;
    scene.until_counted("long", "overlap", 3).await;
    scene.hand.until_asleep(1).await;
    assert_eq!((scene.probe.begun(), scene.probe.most()), (1, 1));
    scene.turn_to_the_hour();
    scene.probe.until_begun(2).await;
    scene.probe.gate.add_permits(1);
}

#[tokio::test]
async fn what_blocks_its_thread_is_counted_at_its_time_and_nothing_begins_beside_it() {
    let scene = Scene::of(jobs![blocks, quick]);
    scene.hand.until_asleep(2).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(2).await;
    scene.until_counted("quick", "succeeded", 1).await;
    scene.hand.until_asleep(2).await;
    scene.hand.advance(10 * MINUTE);
    scene.until_counted("blocks", "timed_out", 1).await;
    assert_eq!(scene.counts.gauge("blocks", "running"), 1.0);
    // Others are not kept from running.
    scene.turn_to_the_hour();
    scene.until_counted("quick", "succeeded", 2).await;
    assert_eq!(scene.counts.gauge("blocks", "running"), 1.0);
    scene.probe.free.store(true, Ordering::SeqCst);
    scene.until_gone("blocks").await;
    scene.until_counted("blocks", "overlap", 1).await;
    assert_eq!(scene.counts.of("blocks", "timed_out"), 1, "told once");
    assert_eq!(scene.counts.of("blocks", "succeeded"), 0);
    scene.turn_to_the_hour();
    scene.until_counted("blocks", "succeeded", 1).await;
}

#[tokio::test]
async fn what_computes_can_ask_whether_its_time_is_over() {
    let scene = Scene::of(jobs![asks]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(1).await;
    scene.hand.until_asleep(1).await;
    scene.hand.advance(10 * MINUTE);
    scene.probe.until_quiet().await;
    scene.until_gone("asks").await;
    let counted = ["succeeded", "timed_out"].map(|what| scene.counts.of("asks", what));
    assert_eq!(counted.iter().sum::<u64>(), 1, "{counted:?}");
}

#[tokio::test]
async fn who_is_told_to_stop_begins_nothing_and_ends_what_runs() {
    let scene = Scene::of(jobs![held, quick]);
    scene.hand.until_asleep(2).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(2).await;
    scene.until_counted("quick", "succeeded", 1).await;
    scene.hardpoint.stop_jobs(Duration::ZERO).await;
    scene.probe.until_quiet().await;
    scene.until_counted("held", "cut", 1).await;
    scene.hand.advance(2 * HOUR);
    assert_eq!(scene.probe.begun(), 2);
    assert_eq!(scene.counts.of("held", "timed_out"), 0);
}

#[tokio::test]
async fn what_runs_may_end_by_itself_when_told_to_stop() {
    let scene = Scene::of(jobs![held]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(1).await;
    let stopped = scene.hardpoint.stop_jobs(HOUR);
    let let_go = async { scene.probe.gate.add_permits(1) };
    tokio::join!(stopped, let_go);
    scene.until_counted("held", "succeeded", 1).await;
    assert_eq!(scene.counts.of("held", "cut"), 0);
}

#[tokio::test]
async fn a_runtime_that_is_dropped_takes_its_jobs_with_it() {
    let scene = Scene::of(jobs![held]);
    scene.hand.until_asleep(1).await;
    scene.turn_to_the_hour();
    scene.probe.until_begun(1).await;
    let Scene {
        hardpoint, probe, ..
    } = scene;
    drop(hardpoint);
    probe.until_quiet().await;
}

#[test]
fn what_keeps_a_job_from_running_keeps_its_service_from_starting() {
    #[job(every = "1h", name = "QUICK")]
    async fn other() {}

    #[endpoint(get = "/held", name = "held")]
    async fn endpoint_of_that_name() -> &'static str {
        ""
    }

    let error = Hardpoint::builder()
        .environment(Environment::default())
        .endpoints(endpoints![endpoint_of_that_name])
        .jobs(jobs![quick, held, quick])
        .job(other)
        .build()
        .expect_err("it cannot start");
    let found: Vec<(&str, &str)> = error
        .faults()
        .iter()
        .map(|fault| (fault.rule, &*fault.endpoints[0]))
        .collect();
    let expected = [
        ("a_job_is_listed_once", "quick"),
        ("a_job_has_a_name_of_its_own", "held"),
        ("a_job_has_a_name_of_its_own", "QUICK"),
        ("a_job_has_what_it_takes", "quick"),
        ("a_job_has_what_it_takes", "held"),
    ];
    assert_eq!(found, expected, "{error}");
    assert!(
        error.to_string().contains("`Data<alloc::sync::Arc<"),
        "{error}"
    );
}

#[test]
fn an_operator_can_state_how_often_a_job_runs_by_the_same_rules() {
    let build = |value: &str| {
        Hardpoint::builder()
            .environment(Environment::of([("HARDPOINT_QUICK_EVERY", value)]))
            .app_data(Arc::<Probe>::default())
            .jobs(jobs![quick])
            .build()
    };
    let hardpoint = build("30m").expect("it starts");
    let told = &hardpoint.overrides()[0];
    assert_eq!(
        (&*told.endpoint, &*told.from, &*told.to),
        ("quick", "1h", "30m")
    );
    let error = build("5m").expect_err("it cannot start");
    let fault = &error.faults()[0];
    assert_eq!(fault.rule, "a_run_ends_before_the_next_is_due");
    assert_eq!(fault.source.as_deref(), Some("HARDPOINT_QUICK_EVERY"));
}
