//! One job, from its service's first second to its last: waits until it is due, runs, waits again.

use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::JobSpec;
use tokio::sync::{oneshot, watch};

use super::argument::Values;
use super::claims::{Claims, Held};
use super::crew::{Place, Stage};
use super::meters::Meters;
use super::outcome::{Cut, Outcome, Skipped};
use super::schedule::Schedule;
use super::state::State;
use super::{Entry, JobRun, thread};
use crate::clock::{Clock, Moment};
use crate::error::Chain;
use crate::random;
use crate::within::within;

/// How long a run that was told to end may take to do so; one that does not blocks its thread.
const GRACE: Duration = Duration::from_secs(1);
/// How long it is waited at most without a look at the wall clock, which may have been set.
const LOOK: Duration = Duration::from_secs(60);

/// One job.
pub(super) struct Runner {
    pub(super) spec: Arc<JobSpec>,
    pub(super) entry: Entry,
    pub(super) schedule: Schedule,
    /// Nothing where each instance runs it.
    pub(super) claims: Option<Claims>,
    pub(super) values: Arc<Values>,
    pub(super) clock: Clock,
    pub(super) state: State,
    pub(super) meters: Meters,
    pub(super) place: Place,
}

impl Runner {
    /// Runs whenever it is due, until no more is to begin.
    pub(super) async fn go_on(self: Arc<Self>) {
        let mut last = None;
        if self.spec.on_start {
            let now = self.clock.unix_time();
            let period = self.schedule.period(now);
            if !self.until(now + self.delay()).await {
                return;
            }
            last = Some(self.attempt(period).await);
        }
        loop {
            let period = self.schedule.next(self.clock.unix_time(), last);
            if !self.until(period + self.delay()).await {
                return;
            }
            // Later than it was to be, where the process stood still.
            let current = self.schedule.period(self.clock.unix_time()).max(period);
            let missed = self.schedule.count(period, current);
            self.meters.skipped(Skipped::Missed, missed);
            last = Some(self.attempt(current).await);
        }
    }

    fn delay(&self) -> Duration {
        self.schedule.delay(random::share())
    }

    /// Waits until then; whether anything is still to begin.
    async fn until(&self, due: Duration) -> bool {
        self.state.next(Some(due));
        loop {
            let left = due.saturating_sub(self.clock.unix_time());
            if left.is_zero() {
                return true;
            }
            tokio::select! {
                biased;
                () = self.place.reaches(Stage::NoMore) => {
                    self.state.next(None);
                    return false;
                }
                () = self.clock.sleep(left.min(LOOK)) => {}
            }
        }
    }

    /// Runs what is due, if nobody else does; the last period that has begun since.
    async fn attempt(&self, period: Duration) -> Duration {
        self.state.next(None);
        let Some(_at_it) = self.place.take() else {
            return period;
        };
        let held = match &self.claims {
            None => None,
            Some(claims) => match claims.claim(&self.spec, period).await {
                Ok(held) => Some(held),
                Err(reason) => {
                    self.skip(reason);
                    return period;
                }
            },
        };
        // It may have taken a while.
        if self.place.stage() > Stage::Running {
            if let Some(held) = held {
                held.give_back().await;
            }
            return period;
        }
        self.run(period, held).await;
        let now = self.schedule.period(self.clock.unix_time()).max(period);
        let overlapped = self.schedule.count(period, now);
        self.meters.skipped(Skipped::Overlap, overlapped);
        now
    }

    fn skip(&self, reason: Skipped) {
        self.meters.skipped(reason, 1);
        self.state.skipped(reason);
        let job = &*self.spec.name;
        match reason {
            Skipped::Elsewhere | Skipped::Missed => {
                tracing::debug!(job, reason = reason.as_str(), "a job is not run here");
            }
            Skipped::Overlap => {
                tracing::warn!(job, "a job is not run: its last run goes on elsewhere");
            }
            Skipped::StoreAway => tracing::error!(
                job,
                "a job is not run: nobody knows who runs it, for the store is away"
            ),
        }
    }

    async fn run(&self, period: Duration, held: Option<Held>) {
        let (cut, told) = watch::channel(None);
        let run = JobRun::new(&self.spec, period, &self.clock, told.clone());
        let began = self.clock.now();
        self.state.begun(&run, self.clock.unix_time());
        self.meters.begun();
        let ended = match thread::begin(self.entry, &self.values, run.clone(), told) {
            Ok(ended) => self.watch(&run, ended, &cut).await,
            Err(error) => Ended::As(Outcome::Failed(error.into())),
        };
        match ended {
            Ended::As(outcome) => {
                self.tell(&run, &outcome, began, false);
                match (held, outcome) {
                    (Some(held), Outcome::Cut) => held.give_back().await,
                    (Some(held), _) => held.done().await,
                    (None, _) => {}
                }
            }
            Ended::NotYet(why, ended) => {
                self.tell(&run, &why.into(), began, true);
                self.wait_for_the_stuck(&run, ended, held).await;
            }
        }
        self.meters.gone();
        self.state.gone();
    }

    /// Waits until the run has ended, and tells it to where it must.
    async fn watch(
        &self,
        run: &JobRun,
        mut ended: oneshot::Receiver<Outcome>,
        cut: &watch::Sender<Option<Cut>>,
    ) -> Ended {
        // Who is to tell has panicked where nobody did.
        let outcome = |told: Result<Outcome, _>| told.unwrap_or(Outcome::Panicked);
        let until = run.deadline().at().unwrap_or_default();
        let why = tokio::select! {
            biased;
            told = &mut ended => return Ended::As(outcome(told)),
            () = self.clock.sleep_until(until) => Cut::Late,
            () = self.place.reaches(Stage::Cut) => Cut::Drain,
        };
        cut.send_replace(Some(why));
        match within(GRACE, &mut ended).await {
            Ok(told) => Ended::As(outcome(told)),
            Err(_late) => Ended::NotYet(why, ended),
        }
    }

    /// A thread cannot be ended from outside: until it does, nothing else of the job begins, here
    /// or elsewhere.
    async fn wait_for_the_stuck(
        &self,
        run: &JobRun,
        mut ended: oneshot::Receiver<Outcome>,
        held: Option<Held>,
    ) {
        let pause = held.as_ref().map_or(LOOK, Held::sign_of_life);
        while within(pause, &mut ended).await.is_err() {
            if let Some(held) = &held
                && !held.renew().await
            {
                tracing::error!(
                    job = run.job(),
                    run_id = run.id().as_str(),
                    "a run goes on beyond its time, and has lost its lease"
                );
                let _ = ended.await;
                return;
            }
        }
        let (job, run_id) = (run.job(), run.id().as_str());
        tracing::warn!(job, run_id, "a run that went on beyond its time has ended");
        if let Some(held) = held {
            held.done().await;
        }
    }

    /// Counts what a run has come to, and logs it, once.
    fn tell(&self, run: &JobRun, outcome: &Outcome, began: Moment, is_stuck: bool) {
        let took = self.clock.now().since(began);
        self.meters.came_to(outcome, took, self.clock.unix_time());
        self.state.came_to(outcome, took, is_stuck);
        let (job, run_id) = (run.job(), run.id().as_str());
        let duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        macro_rules! line {
            ($level:ident, $message:literal $(, $($more:tt)*)?) => {
                tracing::$level!(
                    target: "hardpoint::job",
                    job,
                    run_id,
                    outcome = outcome.as_str(),
                    duration_us,
                    $($($more)*,)?
                    $message
                )
            };
        }
        match outcome {
            Outcome::Succeeded => line!(info, "job"),
            Outcome::Failed(reason) => line!(error, "job", error = %Chain(&**reason)),
            _ if is_stuck => line!(
                error,
                "job: it was told to end, and blocks its thread",
                help = "let what blocks ask `JobRun::is_over`"
            ),
            Outcome::Cut => line!(warn, "job"),
            Outcome::Panicked | Outcome::TimedOut => line!(error, "job"),
        }
    }
}

/// What came of watching over a run.
enum Ended {
    As(Outcome),
    /// It was told to end, and has not.
    NotYet(Cut, oneshot::Receiver<Outcome>),
}
