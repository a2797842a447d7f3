//! What there is to tell of a job, for whoever asks on the admin listener.

use std::time::Duration;

use hardpoint_policy::JobSpec;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::JobRun;
use super::outcome::{Outcome, Skipped};

/// What there is to tell of a job. Moments are spans since the Unix epoch.
#[derive(Debug, Default)]
pub(super) struct State(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    next: Option<Duration>,
    running: Option<Running>,
    last: Option<Last>,
    /// Why it was not run the last time that it was due.
    skipped: Option<Skipped>,
}

#[derive(Debug)]
struct Running {
    id: String,
    began: Duration,
    /// Whether its time is over, and it blocks its thread.
    is_stuck: bool,
}

#[derive(Debug)]
struct Last {
    id: String,
    outcome: &'static str,
    began: Duration,
    took: Duration,
}

impl State {
    /// When it will be due, or nothing where it will not.
    pub(super) fn next(&self, due: Option<Duration>) {
        self.0.lock().next = due;
    }

    pub(super) fn begun(&self, run: &JobRun, began: Duration) {
        let mut known = self.0.lock();
        known.skipped = None;
        known.running = Some(Running {
            id: run.id().to_string(),
            began,
            is_stuck: false,
        });
    }

    pub(super) fn came_to(&self, outcome: &Outcome, took: Duration, is_stuck: bool) {
        let mut known = self.0.lock();
        let Some(running) = &mut known.running else {
            return;
        };
        running.is_stuck = is_stuck;
        let last = Last {
            id: running.id.clone(),
            outcome: outcome.as_str(),
            began: running.began,
            took,
        };
        known.last = Some(last);
    }

    pub(super) fn gone(&self) {
        self.0.lock().running = None;
    }

    pub(super) fn skipped(&self, reason: Skipped) {
        self.0.lock().skipped = Some(reason);
    }

    /// Why a run has failed is for the log.
    pub(super) fn told(&self, spec: &JobSpec) -> Value {
        let known = self.0.lock();
        json!({
            "name": spec.name,
            "every": spec.every.to_string(),
            "timeout": spec.limit().to_string(),
            "jitter": spec.jitter.to_string(),
            "on_start": spec.on_start,
            "per": spec.per.as_str(),
            "next": known.next.map(|next| next.as_secs()),
            "running": known.running.as_ref().map(|running| json!({
                "run_id": running.id,
                "began": running.began.as_secs(),
                "beyond_its_time": running.is_stuck,
            })),
            "last": known.last.as_ref().map(|last| json!({
                "run_id": last.id,
                "outcome": last.outcome,
                "began": last.began.as_secs(),
                "seconds": last.took.as_secs_f64(),
            })),
            "skipped": known.skipped.map(Skipped::as_str),
        })
    }
}
