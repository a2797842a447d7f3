//! A dependency that browns out and recovers under 200 clients, over virtual time: with the defaults
//! no retry becomes a storm, and service is back soon.
//!
//! The load is what arrives at the dependency in any span of one second, against what its clients
//! want of it in one.

mod load;
mod service;
mod stage;

use std::time::Duration;

use hardpoint::Moment;

use self::load::{Played, Protection, Scenario};
use self::service::{PROBES, SHAPES, Shape};

const A_SECOND: Duration = Duration::from_secs(1);

/// 200 clients, 400 calls a second, one process.
fn one_process(shape: Shape, seed: u64) -> Scenario {
    Scenario {
        shape,
        processes: 1,
        every: Duration::from_millis(500),
        up: Duration::from_secs(12),
        down: Duration::from_secs(20),
        then: Duration::from_secs(25),
        protection: Protection::Defaults,
        seed,
    }
}

/// The most of `moments` that lie in any one second.
fn busiest_second(moments: &[Moment]) -> usize {
    let within = |(first, at): (usize, &Moment)| {
        let rest = &moments[first..];
        rest.partition_point(|other| other.since(*at) < A_SECOND)
    };
    moments.iter().enumerate().map(within).max().unwrap_or(0)
}

impl Played {
    /// The load at its worst, as a multiple of the normal one.
    fn worst(&self) -> f64 {
        let (load, normal) = (busiest_second(&self.attempts), busiest_second(&self.calls));
        load as f64 / normal as f64
    }

    /// After how long, counted from when the dependency was up again, no call failed any more.
    fn back_after(&self) -> Duration {
        let last = self.failed.last().copied().unwrap_or_default();
        last.since(self.went_up)
    }
}

#[test]
fn look() {
    for shape in SHAPES {
        let began = std::time::Instant::now();
        let played = one_process(shape, 1).play();
        eprintln!(
            "{shape:?}: {:.3} back {:?} open {:?} probes {} calls {} attempts {} failed {} in {:?}",
            played.worst(),
            played.back_after(),
            played.longest_open,
            played.most_probes,
            played.calls.len(),
            played.attempts.len(),
            played.failed.len(),
            began.elapsed()
        );
    }
}
