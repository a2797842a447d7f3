//! The end of a process, step by step, within one budget.

use std::pin::pin;
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
/// How much of the budget is left for the way out of `main`.
const WAY_OUT: Duration = Duration::from_millis(200);
/// How often it is looked how many requests are in flight.
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

/// How long the requests in flight are given once no more are taken: whole seconds, as actix
/// counts them.
pub(super) fn seconds_in_flight(whole: Duration, delay: Duration) -> u64 {
    whole
        .saturating_sub(delay)
        .saturating_sub(RESERVE)
        .as_secs()
}

/// Readiness goes first, while requests are still served, for those who send them to notice. Then
/// no more are taken, and those in flight end, or are cut off. At last everything is closed.
///
/// What was not done of it, if anything.
pub(super) async fn drain(
    hardpoint: &Hardpoint,
    life: &Life,
    server: &ServerHandle,
    last: &[Step],
    budget: Budget,
) -> Vec<String> {
    let delay = match life.phase() {
        // Where it was never ready, nobody has to notice that it is not.
        Phase::Starting => Duration::ZERO,
        _ => budget.delay,
    };
    life.go_on(Phase::Draining);
    tracing::info!(
        ?delay,
        in_flight = hardpoint.in_flight(),
        "stopping: not ready any more"
    );
    Clock::system().sleep(delay.min(budget.left())).await;

    let mut undone = Vec::new();
    undone.extend(requests_end(hardpoint, server, budget).await);
    undone.extend(keys_are_settled(hardpoint, budget).await);
    undone.extend(steps_are_done(last, budget).await);
    match undone.is_empty() {
        true => tracing::info!("stopped"),
        false => tracing::warn!(?undone, "stopped, but not in order"),
    }
    undone
}

/// Takes no more requests, and waits for those in flight until their time is over.
async fn requests_end(
    hardpoint: &Hardpoint,
    server: &ServerHandle,
    budget: Budget,
) -> Option<String> {
    let mut in_flight = hardpoint.in_flight();
    tracing::info!(in_flight, "stopping: no more requests are taken");
    let began = Clock::system().now();
    let longest = budget.left().saturating_sub(RESERVE / 2);
    let mut stopped = pin!(within(longest, async {
        server.stop(true).await;
        // The threads of actix drop what they are at after they have said that they stop, and with
        // it what is held by requests.
        while hardpoint.in_flight() > 0 {
            Clock::system().sleep(LOOK_AGAIN).await;
        }
    }));
    let stopped = loop {
        tokio::select! {
            stopped = &mut stopped => break stopped,
            () = Clock::system().sleep(LOOK_AGAIN) => in_flight = hardpoint.in_flight(),
        }
    };
    if stopped.is_err() {
        return Some("a request keeps its thread to itself, and cannot be cut off".to_owned());
    }
    let took = Clock::system().now().since(began).as_secs();
    if in_flight > 0 && took >= seconds_in_flight(budget.whole, budget.delay) {
        tracing::warn!(in_flight, "requests were cut off: their time was over");
    }
    None
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
