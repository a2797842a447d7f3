//! All jobs of a service: how they begin together, and how they end.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::{JobScope, JobSpec};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::watch;

use super::argument::{Taking, Values};
use super::claims::Claims;
use super::meters::Meters;
use super::runner::Runner;
use super::schedule::Schedule;
use super::state::State;
use super::{Entry, JobRun};
use crate::clock::Clock;
use crate::threads::{Threads, Tied};
use crate::within::within;

/// How far the end of the jobs has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// What is due begins.
    Running,
    /// Nothing begins any more; what runs may end by itself.
    NoMore,
    /// What still runs is told to end.
    Cut,
}

/// What the jobs of a service are made of.
#[derive(Debug)]
pub(crate) struct Makings {
    pub(crate) jobs: Vec<(Entry, JobSpec)>,
    pub(crate) values: Values,
    pub(crate) clock: Clock,
    /// Where instances agree who runs; nothing where there is but memory.
    pub(crate) claims: Option<Claims>,
}

/// All jobs of a service; clones are the same.
#[derive(Clone)]
pub(crate) struct Crew(Arc<Inner>);

struct Inner {
    runners: Vec<Arc<Runner>>,
    place: Place,
    /// What the jobs are watched over on, once they have begun.
    at_it: Mutex<Option<(Threads, Vec<Tied>)>>,
}

impl Crew {
    /// Jobs that have not begun.
    pub(crate) fn new(makings: Makings) -> Self {
        let Makings {
            jobs,
            values,
            clock,
            claims,
        } = makings;
        let (place, values) = (Place::default(), Arc::new(values));
        let runner = |(entry, spec): (Entry, JobSpec)| {
            Arc::new(Runner {
                schedule: Schedule::of(&spec),
                claims: claims.clone().filter(|_| spec.per == JobScope::Service),
                values: Arc::clone(&values),
                clock: clock.clone(),
                state: State::default(),
                meters: Meters::of(&spec.name),
                place: place.clone(),
                entry,
                spec: Arc::new(spec),
            })
        };
        Self(Arc::new(Inner {
            runners: jobs.into_iter().map(runner).collect(),
            place,
            at_it: Mutex::new(None),
        }))
    }

    /// Lets the jobs run when they are due; where they do already, nothing.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it.
    pub(crate) fn start(&self) -> io::Result<()> {
        let mut at_it = self.0.at_it.lock();
        if at_it.is_none() && !self.0.runners.is_empty() {
            let threads = Threads::start("hardpoint-jobs", 1)?;
            let go_on = |runner: &Arc<Runner>| threads.keep(Arc::clone(runner).go_on());
            let tied = self.0.runners.iter().map(go_on).collect();
            *at_it = Some((threads, tied));
        }
        Ok(())
    }

    /// From now on, none begins.
    pub(crate) fn begin_no_more(&self) {
        self.0.place.go_on(Stage::NoMore);
    }

    /// Waits until none runs, at most so long, and tells those to end that still do; how many those
    /// were, and how many of them block their threads.
    pub(crate) async fn end(&self, longest: Duration, to_be_cut: Duration) -> (usize, usize) {
        self.begin_no_more();
        let _ = within(longest, self.0.place.is_empty()).await;
        let cut = self.running();
        self.0.place.go_on(Stage::Cut);
        let _ = within(to_be_cut, self.0.place.is_empty()).await;
        (cut, self.running())
    }

    /// How many runs go on.
    pub(crate) fn running(&self) -> usize {
        self.0.place.count()
    }

    /// What there is to tell of each.
    pub(crate) fn told(&self) -> Vec<Value> {
        let runners = self.0.runners.iter();
        runners
            .map(|runner| runner.state.told(&runner.spec))
            .collect()
    }
}

impl Entry {
    /// What it takes and nobody has given, by the name of its type.
    pub(crate) fn lacks(&self, spec: &JobSpec, values: &Values) -> Option<&'static str> {
        let (_keep, told) = watch::channel(None);
        let spec = Arc::new(spec.clone());
        let run = JobRun::new(&spec, Duration::ZERO, &Clock::system(), told);
        let mut taking = Taking::new(values, &run);
        // A run that is never polled does nothing.
        drop((self.begin)(&mut taking));
        taking.missing
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.runners.iter().map(|runner| &runner.spec.name);
        f.debug_list().entries(names).finish()
    }
}

/// Where runs have their places, so that it is known when the last has gone.
#[derive(Clone)]
pub(super) struct Place {
    stage: watch::Sender<Stage>,
    count: watch::Sender<usize>,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            stage: watch::Sender::new(Stage::Running),
            count: watch::Sender::new(0),
        }
    }
}

impl Place {
    pub(super) fn stage(&self) -> Stage {
        *self.stage.borrow()
    }

    /// Waits for that stage, or a later one.
    pub(super) async fn reaches(&self, stage: Stage) {
        // `self` keeps the sender alive, so waiting cannot fail.
        let _ = self.stage.subscribe().wait_for(|now| *now >= stage).await;
    }

    /// A place for a run, as long as any may begin.
    pub(super) fn take(&self) -> Option<Taken> {
        // First counted, then looked: whoever ends it looks the other way round.
        self.count.send_modify(|count| *count += 1);
        let taken = Taken(self.count.clone());
        (self.stage() == Stage::Running).then_some(taken)
    }

    fn go_on(&self, to: Stage) {
        self.stage.send_if_modified(|stage| {
            let is_later = to > *stage;
            *stage = to.max(*stage);
            is_later
        });
    }

    fn count(&self) -> usize {
        *self.count.borrow()
    }

    async fn is_empty(&self) {
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// The place of one run, given back when it is dropped.
pub(super) struct Taken(watch::Sender<usize>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
