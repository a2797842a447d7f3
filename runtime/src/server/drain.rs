//! The end of a process, step by step, within one budget.

use std::time::Duration;

use futures_util::future::join;

use super::around::Step;
use super::phase::{Life, Phase};
use super::running::Running;
use crate::clock::{Clock, Moment};
use crate::job::Crew;
use crate::runtime::Hardpoint;
use crate::within::within;

/// How much of the budget is kept for what comes after the last request.
const RESERVE: Duration = Duration::from_secs(1);
/// How much of the budget is left for the way out of `main`.
const WAY_OUT: Duration = Duration::from_millis(200);
/// How often it is looked whether requests are in flight.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// How long a process may take to end, counted from when it was told to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    began: Moment,
    whole: Duration,
    delay: Duration,
}

impl Budget {
    pub(super) fn begin(whole: Duration, delay: Duration) -> Self {
        let began = Clock::system().now();
        Self {
            began,
            whole,
            delay,
        }
    }

    fn left(self) -> Duration {
        self.whole
            .saturating_sub(WAY_OUT)
            .saturating_sub(Clock::system().now().since(self.began))
    }
}

/// Readiness goes first, while requests are still served, for those who send them to notice, and no
/// job begins any more. Then no more requests are taken, and those in flight end, as do jobs, or are
/// cut off. At last everything is closed.
///
/// What was not done of it, if anything.
pub(super) async fn drain(
    hardpoint: &Hardpoint,
    life: &Life,
    server: &mut Running,
    last: &[Step],
    budget: Budget,
) -> Vec<String> {
    let delay = match life.phase() {
        // Where it was never ready, nobody has to notice that it is not.
        Phase::Starting => Duration::ZERO,
        _ => budget.delay,
    };
    life.go_on(Phase::Draining);
    let jobs = hardpoint.crew();
    jobs.begin_no_more();
    tracing::info!(
        ?delay,
        in_flight = hardpoint.in_flight(),
        jobs = jobs.running(),
        "stopping: not ready any more"
    );
    Clock::system().sleep(delay.min(budget.left())).await;

    let mut undone = Vec::new();
    let (requests, jobs) = join(
        requests_end(hardpoint, server, budget),
        jobs_end(jobs, budget),
    )
    .await;
    undone.extend(requests.into_iter().chain(jobs));
    undone.extend(keys_are_settled(hardpoint, budget).await);
    undone.extend(steps_are_done(last, budget).await);
    match undone.is_empty() {
        true => tracing::info!("stopped"),
        false => tracing::warn!(?undone, "stopped, but not in order"),
    }
    undone
}

/// Takes no more requests, waits for those in flight until their time is over, and cuts off the rest.
async fn requests_end(
    hardpoint: &Hardpoint,
    server: &mut Running,
    budget: Budget,
) -> Option<String> {
    let ended = async {
        // They hold no connection any more, so that actix would not wait for them.
        while hardpoint.runs_left_alone() > 0 {
            Clock::system().sleep(LOOK_AGAIN).await;
        }
        let in_flight = hardpoint.in_flight();
        tracing::info!(in_flight, "stopping: no more requests are taken");
        server.handle.stop(true).await;
    };
    if within(budget.left().saturating_sub(RESERVE), ended)
        .await
        .is_ok()
    {
        return None;
    }
    let cut = hardpoint.in_flight();
    tracing::warn!(cut, "stopping: requests are cut off, their time is over");
    server.cut_off().await;
    // The threads of actix drop what they are at when they have time for it, and with it what is
    // held by requests.
    let dropped = async {
        while hardpoint.in_flight() > 0 {
            Clock::system().sleep(LOOK_AGAIN).await;
        }
    };
    let dropped = within(budget.left() / 2, dropped).await;
    dropped.is_err().then(|| {
        let kept = hardpoint.in_flight();
        format!("{kept} requests keep their threads to themselves, and cannot be cut off")
    })
}

/// Waits for the jobs that run until their time is over, and cuts off the rest.
async fn jobs_end(jobs: &Crew, budget: Budget) -> Option<String> {
    let longest = budget.left().saturating_sub(RESERVE);
    let (cut, kept) = jobs.end(longest, RESERVE / 2).await;
    if cut > 0 {
        tracing::warn!(cut, "stopping: jobs are cut off, their time is over");
    }
    (kept > 0).then(|| format!("{kept} jobs block their threads, and cannot be cut off"))
}

/// Waits for what other instances have to hear of requests that have ended.
async fn keys_are_settled(hardpoint: &Hardpoint, budget: Budget) -> Vec<String> {
    // In half of what is left: there are others after it.
    let half = budget.left() / 2;
    let keys = within(half, hardpoint.keys_settled());
    let (keys, announced) = join(keys, within(half, hardpoint.announced())).await;
    let mut undone = Vec::new();
    if keys.is_err() {
        undone.push(
            "idempotency keys are left to their leases: their store has not answered".to_owned(),
        );
    }
    if announced.is_err() {
        undone
            .push("others are not told what is out of date: it could not be announced".to_owned());
    }
    undone
}

async fn steps_are_done(last: &[Step], budget: Budget) -> Vec<String> {
    let mut undone = Vec::new();
    for (step, others) in last.iter().zip((1..=last.len()).rev()) {
        let name = &step.name;
        let share = budget.left() / u32::try_from(others).unwrap_or(u32::MAX);
        match within(share, step.go()).await {
            Ok(Ok(())) => tracing::debug!("`{name}` is done"),
            Ok(Err(error)) => undone.push(format!("`{name}` has failed: {error}")),
            Err(_) => undone.push(format!("`{name}` was not done within {share:?}")),
        }
    }
    undone
}
