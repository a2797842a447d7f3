//! Instances that share a store: one runs in each period, and one at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hardpoint::prelude::*;
use hardpoint::{Clock, Jobs, ManualClock};

use crate::place::{Place, at_each_place};
use crate::probe::{Probe, blocks, each, quick, resumed};
use crate::scene::Scene;

at_each_place! { quiet:
    of_all_instances_one_runs_in_each_period,
    a_run_that_goes_on_keeps_others_from_beginning_in_later_periods,
    what_is_cut_off_at_the_end_of_one_instance_is_run_by_the_next_in_the_same_period,
    what_has_run_in_a_period_is_not_run_again_by_an_instance_that_starts,
}

const MINUTE: Duration = Duration::from_secs(60);

/// Instances whose runs are seen by one probe, and whose clocks agree.
pub(crate) struct Instances {
    pub(crate) scenes: Vec<Scene>,
    pub(crate) probe: Arc<Probe>,
    clock: (Clock, ManualClock),
}

impl Instances {
    pub(crate) async fn begin(place: &Place, count: usize, jobs: fn() -> Jobs) -> Self {
        let mut instances = Self {
            scenes: Vec::new(),
            probe: Arc::default(),
            clock: Clock::manual(),
        };
        for _ in 0..count {
            instances.start(place, jobs()).await;
        }
        instances
    }

    /// One more.
    async fn start(&mut self, place: &Place, jobs: Jobs) -> &Scene {
        let store = place
            .store()
            .await
            .idempotency_budget(Duration::from_secs(20));
        self.start_with(store, jobs)
    }

    pub(crate) fn start_with(&mut self, store: hardpoint::Store, jobs: Jobs) -> &Scene {
        let scene = Scene::with(
            jobs,
            Arc::clone(&self.probe),
            self.clock.clone(),
            |builder| builder.store(store),
        );
        scene.hardpoint.start_jobs().expect("a thread");
        self.scenes.push(scene);
        self.scenes.last().expect("it is there")
    }

    /// Waits until each of them sleeps, and goes on to where the next hour begins.
    pub(crate) async fn turn_to_the_hour(&self) {
        self.clock.1.until_asleep(self.scenes.len()).await;
        self.scenes[0].turn_to_the_hour();
    }

    /// What all of them have counted.
    pub(crate) fn counted(&self, job: &str, what: &str) -> u64 {
        let counts = self.scenes.iter().map(|scene| scene.counts.of(job, what));
        counts.sum()
    }

    pub(crate) async fn until_counted(&self, job: &str, what: &str, count: u64) {
        crate::scene::in_time(async {
            while self.counted(job, what) < count {
                Clock::system().sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
        assert_eq!(self.counted(job, what), count, "{job} {what}");
    }
}

async fn of_all_instances_one_runs_in_each_period(place: Place) {
    let instances = Instances::begin(&place, 3, || jobs![quick]).await;
    for period in 1..4 {
        instances.turn_to_the_hour().await;
        instances.until_counted("quick", "succeeded", period).await;
        instances
            .until_counted("quick", "elsewhere", 2 * period)
            .await;
    }
    let begun = instances.probe.until_begun(3).await;
    assert!(begun.is_sorted_by(|one, other| one < other), "{begun:?}");
    assert_eq!(instances.probe.most(), 1);

    // What is each one's own business is run by all.
    let instances = Instances::begin(&place, 3, || jobs![each]).await;
    instances.turn_to_the_hour().await;
    instances.until_counted("each", "succeeded", 3).await;
    assert_eq!(instances.counted("each", "elsewhere"), 0);
}

async fn a_run_that_goes_on_keeps_others_from_beginning_in_later_periods(place: Place) {
    let instances = Instances::begin(&place, 2, || jobs![blocks]).await;
    instances.turn_to_the_hour().await;
    instances.probe.until_begun(1).await;
    instances.until_counted("blocks", "elsewhere", 1).await;
    instances.clock.1.until_asleep(2).await;
    instances.clock.1.advance(11 * MINUTE);
    instances.until_counted("blocks", "timed_out", 1).await;
    // Who waits for the blocked one does not sleep.
    instances.clock.1.until_asleep(1).await;
    instances.scenes[0].turn_to_the_hour();
    instances.until_counted("blocks", "overlap", 1).await;
    assert_eq!(instances.probe.begun(), 1);
    instances.probe.free.store(true, Ordering::SeqCst);
    instances.until_counted("blocks", "overlap", 2).await;
    instances.turn_to_the_hour().await;
    instances.until_counted("blocks", "succeeded", 1).await;
    assert_eq!((instances.probe.begun(), instances.probe.most()), (2, 1));
}

async fn what_is_cut_off_at_the_end_of_one_instance_is_run_by_the_next_in_the_same_period(
    place: Place,
) {
    let mut instances = Instances::begin(&place, 1, || jobs![resumed]).await;
    let first = instances.probe.until_begun(1).await;
    instances.scenes[0]
        .hardpoint
        .stop_jobs(Duration::ZERO)
        .await;
    instances.until_counted("resumed", "cut", 1).await;
    instances.start(&place, jobs![resumed]).await;
    let both = instances.probe.until_begun(2).await;
    assert_eq!(both, [first[0], first[0]]);
    instances.probe.gate.add_permits(1);
    instances.until_counted("resumed", "succeeded", 1).await;
    assert_eq!(instances.probe.most(), 1);
}

async fn what_has_run_in_a_period_is_not_run_again_by_an_instance_that_starts(place: Place) {
    let mut instances = Instances::begin(&place, 1, || jobs![resumed]).await;
    instances.probe.gate.add_permits(1);
    instances.until_counted("resumed", "succeeded", 1).await;
    instances.scenes[0].until_gone("resumed").await;
    instances.start(&place, jobs![resumed]).await;
    instances.until_counted("resumed", "elsewhere", 1).await;
    assert_eq!(instances.probe.begun(), 1);
}
