//! The metrics of one job.

use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};

use super::outcome::{Outcome, Skipped};
use crate::observe::catalogue::{
    JOB_DURATION, JOB_LAST_SUCCESS, JOB_RUNNING, JOB_RUNS, JOB_SKIPPED,
};

/// The metrics of one job, each of which is there from the start.
pub(super) struct Meters {
    runs: [Counter; Outcome::WORDS.len()],
    skipped: [Counter; Skipped::ALL.len()],
    duration: Histogram,
    running: Gauge,
    last_success: Gauge,
}

impl Meters {
    pub(super) fn of(job: &str) -> Self {
        let running = JOB_RUNNING.gauge([job]);
        running.set(0.0);
        let last_success = JOB_LAST_SUCCESS.gauge([job]);
        last_success.set(0.0);
        Self {
            runs: Outcome::WORDS.map(|outcome| JOB_RUNS.counter([job, outcome])),
            skipped: Skipped::ALL.map(|reason| JOB_SKIPPED.counter([job, reason.as_str()])),
            duration: JOB_DURATION.histogram([job]),
            running,
            last_success,
        }
    }

    pub(super) fn begun(&self) {
        self.running.set(1.0);
    }

    /// A run has come to something, at `now` since the Unix epoch.
    pub(super) fn came_to(&self, outcome: &Outcome, took: Duration, now: Duration) {
        self.runs[outcome.index()].increment(1);
        self.duration.record(took.as_secs_f64());
        if let Outcome::Succeeded = outcome {
            self.last_success.set(now.as_secs_f64());
        }
    }

    /// Nothing of it runs any more.
    pub(super) fn gone(&self) {
        self.running.set(0.0);
    }

    pub(super) fn skipped(&self, reason: Skipped, count: u64) {
        if count > 0 {
            self.skipped[reason as usize].increment(count);
        }
    }
}
