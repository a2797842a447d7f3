//! Done once, whatever is killed: processes, sessions, servers, at random and at every step.
//!
//! For a longer storm, or the same one again:
//!
//! ```sh
//! HARDPOINT_STORM_SECONDS=300 HARDPOINT_SEED=7 tests/run -p hardpoint-tests --all-features --test once
//! ```

mod clients;
mod outdated;
mod scene;
mod stage;
mod steps;
mod storm;
mod trouble;

use std::collections::BTreeSet;
use std::time::Duration;

use hardpoint::Environment;
use hardpoint_tests::servers::Redis;
use hardpoint_tests::{Promise, Violation, seed};

use crate::storm::Storm;

/// How long a storm lasts: `HARDPOINT_STORM_SECONDS`, or twelve.
fn lasting() -> Duration {
    let environment = Environment::process();
    let said = environment.get("HARDPOINT_STORM_SECONDS");
    Duration::from_secs(said.map_or(12, |said| said.parse().expect("a number")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_done_twice_or_lost_whatever_is_killed() {
    let storm = Storm::prepare("/tx-orders", &[]).await;
    let (_, aftermath) = storm.rage(seed(), lasting()).await;
    let summary = aftermath.summary();
    let found = aftermath.history.violations(Promise::Done);
    assert_eq!(found, BTreeSet::new(), "{summary:?}");
    assert!(summary.is_a_storm(), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_in_postgres_nothing_is_done_twice_and_nobody_is_left_waiting() {
    under_a_lease(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_lease_in_redis_nothing_is_done_twice_and_nobody_is_left_waiting() {
    let redis = Redis::start(&[]);
    under_a_lease(&[("REDIS_URL", redis.url())]).await;
}

async fn under_a_lease(variables: &[(&str, &str)]) {
    let storm = Storm::prepare("/lease-orders", variables).await;
    let (_, aftermath) = storm.rage(seed(), lasting()).await;
    let summary = aftermath.summary();
    let found = aftermath.history.violations(Promise::DoneOrUnknown);
    assert_eq!(found, BTreeSet::new(), "{summary:?}");
    assert!(summary.is_a_storm(), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_that_is_committed_apart_from_its_claim_is_found() {
    let mut storm = Storm::prepare("/tx-orders", &[("EFFECTS_APART", "yes")]).await;
    let (seed, mut found) = (seed(), BTreeSet::new());
    for round in 0..5 {
        let aftermath;
        (storm, aftermath) = storm.rage(seed + round, Duration::from_secs(2)).await;
        found.extend(aftermath.history.violations(Promise::Done));
        let is_twice = |found: &Violation| matches!(found, Violation::DoneTwice(_));
        let is_there = |found: &Violation| matches!(found, Violation::ThereAllTheSame(_));
        if found.iter().any(is_twice) && found.iter().any(is_there) {
            return;
        }
    }
    panic!("the checker finds nothing but {found:?}");
}
