//! Runtimes with jobs, whose clock a test turns.

use std::sync::Arc;
use std::time::Duration;

use hardpoint::{Builder, Clock, Environment, Hardpoint, Jobs, ManualClock};

use crate::counts::Counts;
use crate::probe::Probe;

pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// An instance, in this process.
pub(crate) struct Scene {
    pub(crate) hardpoint: Hardpoint,
    pub(crate) clock: Clock,
    pub(crate) hand: ManualClock,
    pub(crate) counts: Counts,
    pub(crate) probe: Arc<Probe>,
}

impl Scene {
    /// An instance by itself, whose jobs have started.
    pub(crate) fn of(jobs: Jobs) -> Self {
        let scene = Self::with(jobs, Arc::default(), Clock::manual(), |builder| builder);
        scene.hardpoint.start_jobs().expect("a thread");
        scene
    }

    /// One whose runs are seen by `probe`, at a clock that others may have, too.
    pub(crate) fn with(
        jobs: Jobs,
        probe: Arc<Probe>,
        (clock, hand): (Clock, ManualClock),
        settings: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let counts = Counts::default();
        let builder = Hardpoint::builder()
            .clock(clock.clone())
            .environment(Environment::default())
            .app_data(Arc::clone(&probe))
            .jobs(jobs);
        let hardpoint = metrics::with_local_recorder(&counts, || settings(builder).build());
        Self {
            hardpoint: hardpoint.expect("it starts"),
            clock,
            hand,
            counts,
            probe,
        }
    }

    /// Turns the clock to where the next hour begins.
    pub(crate) fn turn_to_the_hour(&self) {
        let into = self.clock.unix_time().as_nanos() % HOUR.as_nanos();
        let into = Duration::from_nanos(u64::try_from(into).expect("below an hour"));
        self.hand.advance(HOUR - into);
    }

    /// Waits until the metrics say so.
    pub(crate) async fn until_counted(&self, job: &str, what: &str, count: u64) {
        in_time(async {
            while self.counts.of(job, what) < count {
                Clock::system().sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
        assert_eq!(self.counts.of(job, what), count, "{job} {what}");
    }

    /// Waits until no run goes on, and that has been told.
    pub(crate) async fn until_gone(&self, job: &str) {
        in_time(async {
            while self.counts.gauge(job, "running") != 0.0 {
                Clock::system().sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
    }
}

pub(crate) async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}
