//! The end of a process, step by step, within one budget.

use std::time::Duration;

use actix_web::dev::ServerHandle;
use futures_util::future::join;

use super::around::Step;
use super::phase::{Life, Phase};
use crate::clock::{Clock, Moment};
use crate::runtime::Hardpoint;
use crate::within::within;

/// How much of the budget is kept for what comes after the last request.
pub(super) const RESERVE: Duration = Duration::from_secs(1);

/// How long a process may take to end, counted from when it was told to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    began: Moment,
    whole: Duration,
}

impl Budget {
    pub(super) fn begin(whole: Duration) -> Self {
        let began = Clock::system().now();
        Self { began, whole }
    }

    fn left(self) -> Duration {
        self.whole
            .saturating_sub(Clock::system().now().since(self.began))
    }
}

/// How long the requests in flight are given once no more are taken: whole seconds, as actix
/// counts them.
pub(super) fn seconds_in_flight(whole: Duration, delay: Duration) -> u64 {
    whole
        .saturating_sub(delay)
        .saturating_sub(RESERVE)
        .as_secs()
}

/// Readiness goes first, while requests are still served, for those who send them to notice, and no
/// job begins any more. Then no more requests are taken, and those in flight end, as do jobs, or are
/// cut off. At last everything is closed.
pub(super) async fn drain(
    hardpoint: &Hardpoint,
    life: &Life,
    server: &ServerHandle,
    delay: Duration,
    last: &[Step],
    budget: Budget,
) {
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

    tracing::info!(
        in_flight = hardpoint.in_flight(),
        "stopping: no more requests are taken"
    );
    let for_requests = budget.left().saturating_sub(RESERVE / 2);
    let stopped = within(for_requests, server.stop(true));
    let (stopped, (jobs_cut, jobs_left)) = join(stopped, jobs.end(for_requests, RESERVE / 4)).await;
    let cut = hardpoint.in_flight();
    if stopped.is_err() || cut > 0 {
        tracing::warn!(cut, "requests in flight were cut off: their time was over");
    }

    if jobs_cut > 0 {
        tracing::warn!(
            cut = jobs_cut,
            left = jobs_left,
            "jobs were cut off: their time was over"
        );
    }

    // In half of what is left: there are others after it.
    let half = budget.left() / 2;
    let keys = within(half, hardpoint.keys_settled());
    let (keys, announced) = join(keys, within(half, hardpoint.announced())).await;
    if keys.is_err() {
        tracing::warn!("idempotency keys are left to their leases: their store has not answered");
    }
    if announced.is_err() {
        tracing::warn!("others are not told what is out of date: it cannot be announced");
    }

    for step in last {
        let name = &step.name;
        match within(budget.left(), (step.work)()).await {
            Ok(Ok(())) => tracing::debug!("`{name}` is done"),
            Ok(Err(error)) => tracing::warn!(%error, "`{name}` has failed"),
            Err(_) => tracing::warn!("`{name}` was not done in time"),
        }
    }
    tracing::info!("stopped");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_back_is_not_given_to_requests() {
        let seconds = |whole, delay| {
            seconds_in_flight(Duration::from_millis(whole), Duration::from_millis(delay))
        };
        assert_eq!(seconds(30_000, 5_000), 24);
        assert_eq!(seconds(3_000, 500), 1);
        assert_eq!(seconds(1_000, 5_000), 0);
    }
}
