//! What has happened in a simulation, and how bad it was.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hardpoint::Moment;

use super::load::Scenario;

const A_SECOND: Duration = Duration::from_secs(1);

/// What has happened. Moments are in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Played {
    pub(crate) scenario: Scenario,
    /// When calls were made.
    pub(crate) calls: Vec<Moment>,
    /// When attempts arrived at the dependency.
    pub(crate) attempts: Vec<Moment>,
    /// When the calls that failed, for whatever reason, were made.
    pub(crate) failed: Vec<Moment>,
    /// For what reason they failed, and how many.
    pub(crate) reasons: BTreeMap<&'static str, usize>,
    /// When the dependency was up again.
    pub(crate) went_up: Moment,
    /// The longest that a breaker has told anybody to wait.
    pub(crate) longest_open: Duration,
    /// How many attempts of one process were under way at most while its breaker was not closed.
    pub(crate) most_probes: usize,
}

impl Played {
    /// Nothing yet.
    pub(crate) fn of(scenario: Scenario) -> Self {
        Self {
            scenario,
            calls: Vec::new(),
            attempts: Vec::new(),
            failed: Vec::new(),
            reasons: BTreeMap::new(),
            went_up: Moment::default(),
            longest_open: Duration::ZERO,
            most_probes: 0,
        }
    }

    /// The load at its worst, as a multiple of the normal one.
    pub(crate) fn worst(&self) -> f64 {
        let [load, normal] = [&self.attempts, &self.calls].map(|moments| busiest_second(moments));
        f64::from(load) / f64::from(normal)
    }

    /// For how long, counted from when the dependency was up again, calls still failed.
    pub(crate) fn back_after(&self) -> Duration {
        let last = self.failed.last().copied().unwrap_or_default();
        last.since(self.went_up)
    }
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}: {:.3} times the load, back after {:?} of at most {:?} open, {} probes at once, {} calls, \
             {} attempts, failed {:?}",
            self.scenario,
            self.worst(),
            self.back_after(),
            self.longest_open,
            self.most_probes,
            self.calls.len(),
            self.attempts.len(),
            self.reasons
        )
    }
}

/// How many of `moments` lie within one second, at most.
fn busiest_second(moments: &[Moment]) -> u32 {
    let within = |(first, at): (usize, &Moment)| {
        moments[first..].partition_point(|other| other.since(*at) < A_SECOND)
    };
    let most = moments.iter().enumerate().map(within).max();
    u32::try_from(most.unwrap_or(0)).expect("few")
}

#[test]
fn the_busiest_second_begins_anywhere() {
    let moments = [0, 900, 1_000, 1_500, 1_899, 1_900, 4_000];
    let moments = moments.map(|millis| Moment::from_nanos(millis * 1_000_000));
    assert_eq!(busiest_second(&moments), 4);
    assert_eq!(busiest_second(&[]), 0);
}
