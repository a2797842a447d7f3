//! What may happen at every step in the life of one request.

use std::time::Duration;

use hardpoint_tests::{Promise, Violation};

use crate::clients::{Way, insist};
use crate::scene;
use crate::stage::{STEPS, Stage, WRITE, attempt_at};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_may_be_killed_at_every_step() {
    let mut stage = Stage::set().await;
    for step in STEPS {
        let held = stage.hold(step, Way::STRAIGHT).await;
        stage.instance.kill();
        // Not even what it had said already is heard.
        stage.proxy.cut();
        stage.instance.start_again();
        assert_eq!(stage.judge(held, step.is_done).await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_instance_had_said_may_arrive_after_its_end() {
    let mut stage = Stage::set().await;
    for step in STEPS {
        let held = stage.hold(step, Way::STRAIGHT).await;
        stage.instance.kill();
        stage.proxy.let_go();
        stage.instance.start_again();
        assert_eq!(stage.judge(held, step.is_done_when_heard).await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_may_be_lost_at_every_step() {
    let stage = Stage::set().await;
    for step in STEPS {
        let held = stage.hold(step, Way::STRAIGHT).await;
        stage.proxy.cut();
        let told = stage.judge(held, step.is_done).await.expect("an answer");
        if step.is_done_when_heard {
            // Nobody on this side of the wire knows whether it was.
            told.problem(500, "database_outcome_unknown");
        } else {
            told.problem(503, "database_unavailable");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_may_be_killed_at_every_step() {
    let mut stage = Stage::set().await;
    for step in STEPS {
        let held = stage.hold(step, Way::STRAIGHT).await;
        stage.server.kill();
        stage.proxy.cut();
        stage.server.start_again();
        let told = stage.judge(held, step.is_done).await.expect("an answer");
        assert!([500, 503].contains(&told.status), "{}: {told:?}", step.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_deadline_may_pass_at_every_step() {
    let stage = Stage::with("1500ms", &[]).await;
    for step in STEPS {
        let mut held = stage.hold(step, Way::STRAIGHT).await;
        let told = held.answer().await.expect("an answer");
        told.problem(504, "deadline_exceeded");
        // It arrives all the same, too late for anybody to hear of it.
        stage.proxy.let_go();
        stage.judge(held, step.is_done_when_heard).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_at_any_step_changes_nothing() {
    let stage = Stage::set().await;
    for (number, step) in STEPS.into_iter().enumerate() {
        let way = Way {
            patience: Some(Duration::from_millis(200)),
            resets: number % 2 == 0,
            ..Way::STRAIGHT
        };
        let mut held = stage.hold(step, way).await;
        assert_eq!(held.answer().await, None);
        stage.proxy.let_go();
        // What has a key runs to its end, whoever waits.
        stage.judge(held, true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_stands_still_keeps_its_key_no_longer_than_a_transaction_may_idle() {
    let stage = Stage::with("20s", &[("IDLE_IN_TRANSACTION_MS", "1500")]).await;
    let other = scene::instance(stage.server.url(), &[]);
    for step in &STEPS[1..5] {
        let held = stage.hold(*step, Way::STRAIGHT).await;
        stage.instance.hang();
        stage.proxy.let_go();
        let retries =
            insist(|number| attempt_at(other.address(), "/tx-orders", held.key.clone(), number))
                .await;
        stage.instance.go_on();
        // What it had said before it stood still is done; what it says later comes too late.
        let is_done = step.is_done_when_heard;
        stage.judge_after(retries, held, is_done).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_that_is_committed_apart_is_found_at_the_first_kill() {
    let mut stage = Stage::with("20s", &[("EFFECTS_APART", "yes")]).await;
    let held = stage.hold(STEPS[4], Way::STRAIGHT).await;
    stage.instance.kill();
    stage.proxy.cut();
    stage.instance.start_again();
    let retries = insist(|number| stage.attempt(held.key.clone(), number)).await;
    let history = stage.history(retries, &held, &None).await;
    let found = history.violations(Promise::Done);
    assert_eq!(found, [Violation::DoneTwice(held.key)].into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_a_write_of_which_nobody_knows_is_not_done_again() {
    let stage = Stage::at("/lease-orders", &[]).await;
    for step in WRITE {
        let mut held = stage.hold(step, Way::STRAIGHT).await;
        stage.proxy.cut();
        let told = held.answer().await;
        let told = told.as_ref();
        told.expect("an answer")
            .problem(500, "database_outcome_unknown");
        stage
            .nothing_more_happens(held, usize::from(step.is_done))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_a_write_that_the_deadline_cuts_off_is_not_done_again() {
    let stage = Stage::at("/lease-orders", &[]).await;
    for step in WRITE {
        let mut held = stage.hold(step, Way::STRAIGHT).await;
        let told = held.answer().await;
        let told = told.as_ref();
        told.expect("an answer").problem(504, "deadline_exceeded");
        // It arrives after all.
        stage.proxy.let_go();
        stage.nothing_more_happens(held, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_what_was_written_before_the_deadline_is_not_written_again() {
    let stage = Stage::at("/lease-orders", &[]).await;
    let slow = Way {
        pause: 60_000,
        ..Way::STRAIGHT
    };
    let mut held = stage.hold(WRITE[1], slow).await;
    stage.proxy.let_go();
    let told = held.answer().await.expect("an answer");
    told.problem(504, "deadline_exceeded");
    stage.nothing_more_happens(held, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_what_was_written_before_a_panic_is_not_written_again() {
    let stage = Stage::at("/lease-orders", &[]).await;
    let panicking = Way {
        fate: "panics",
        ..Way::STRAIGHT
    };
    let mut held = stage.hold(WRITE[1], panicking).await;
    stage.proxy.let_go();
    let told = held.answer().await.expect("an answer");
    told.problem(500, "internal");
    stage.nothing_more_happens(held, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_who_has_written_and_says_that_it_failed_may_try_again() {
    let stage = Stage::at("/lease-orders", &[]).await;
    let failing = Way {
        fate: "fails",
        ..Way::STRAIGHT
    };
    let mut held = stage.hold(WRITE[1], failing).await;
    stage.proxy.let_go();
    let told = held.answer().await.expect("an answer");
    told.problem(503, "supplier_away");
    let again = stage.attempt(held.key, 0).await.answer.expect("an answer");
    assert_eq!(again.status, 201);
}
