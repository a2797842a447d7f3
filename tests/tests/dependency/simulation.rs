//! A dependency that browns out and recovers under 200 clients, over virtual time: with the defaults
//! no retry becomes a storm, and service is back soon.
//!
//! The load is what arrives at the dependency in any span of one second, against what its clients
//! want of it in one.

mod load;
mod played;
mod service;
mod stage;

use std::thread;
use std::time::Duration;

use hardpoint::policy::Hedge;

use self::load::{Protection, Scenario};
use self::played::Played;
use self::service::{PROBES, SHAPES, Shape};

/// What the load may be at its worst, as a multiple of the normal one.
const BOUND: f64 = 1.2;

/// The open time of a breaker by default, and how long it becomes at most while probes fail.
const OPEN: Duration = Duration::from_secs(5);
const MOST_OPEN: Duration = Duration::from_secs(60);

/// 200 clients in one process, each of which calls once a second. The brown-out is long enough for
/// the breaker to have seen as much of it as of the time before.
fn one_process(shape: Shape, seed: u64) -> Scenario {
    Scenario {
        shape,
        processes: 1,
        every: Duration::from_secs(1),
        up: Duration::from_secs(12),
        down: Duration::from_secs(20),
        then: Duration::from_secs(22),
        protection: Protection::Defaults,
        seed,
    }
}

/// 200 clients, each a process of its own that calls ten times a second.
fn many_processes(shape: Shape, seed: u64) -> Scenario {
    Scenario {
        processes: load::CLIENTS,
        every: Duration::from_millis(100),
        up: Duration::from_secs(2),
        down: Duration::from_secs(4),
        then: Duration::from_secs(6),
        ..one_process(shape, seed)
    }
}

/// Plays scenarios at once, and checks each. What has failed is told with the scenario and its seed.
fn each(scenarios: impl IntoIterator<Item = Scenario>, check: impl Fn(&Played) + Sync) {
    thread::scope(|scope| {
        for scenario in scenarios {
            let check = &check;
            scope.spawn(move || check(&scenario.play()));
        }
    });
}

fn holds(played: &Played) {
    assert!(played.worst() <= BOUND, "{played}");
    assert!(played.most_probes <= PROBES, "{played}");
    assert!(played.back_after() <= OPEN * 2, "{played}");
}

#[test]
fn clients_in_one_process_are_no_storm_however_the_dependency_fails() {
    each(SHAPES.map(|shape| one_process(shape, 6)), holds);
}

#[test]
fn clients_in_a_process_each_are_no_storm_however_the_dependency_fails() {
    let shapes = [
        Shape::Refuses,
        Shape::FailsMostly,
        Shape::Hangs,
        Shape::Drags,
    ];
    each(shapes.map(|shape| many_processes(shape, 7)), holds);
}

#[test]
fn hedging_is_no_storm_either() {
    let hedged = |shape| Scenario {
        protection: Protection::Hedged(Hedge::Percentile(95)),
        ..one_process(shape, 8)
    };
    each([Shape::Drags, Shape::FailsPartly].map(hedged), holds);
}

#[test]
fn without_budget_and_breaker_the_same_clients_are_a_storm() {
    let unprotected = Scenario {
        protection: Protection::Nothing,
        ..one_process(Shape::Refuses, 6)
    };
    each([unprotected], |played| {
        assert!(played.worst() > 1.5, "{played}");
    });
}

#[test]
fn a_process_that_calls_less_than_ten_times_a_second_adds_two_a_second_and_no_more() {
    let seldom = Scenario {
        every: Duration::from_millis(500),
        ..many_processes(Shape::Refuses, 9)
    };
    each([seldom], |played| {
        assert!(
            played.worst() > BOUND,
            "the docs may promise more: {played}"
        );
        assert!(played.worst() <= 2.0, "{played}");
    });
}

#[test]
fn half_open_lets_as_many_in_as_it_says_and_no_more() {
    let pressed = Scenario {
        every: Duration::from_millis(250),
        up: Duration::from_secs(2),
        down: Duration::from_secs(6),
        then: Duration::from_secs(8),
        ..one_process(Shape::Refuses, 10)
    };
    each([pressed], |played| {
        assert_eq!(played.most_probes, PROBES, "{played}");
        // It has opened once, so the open time has not grown.
        assert!(played.longest_open <= OPEN, "{played}");
        holds(played);
    });
}

#[test]
fn after_a_long_brown_out_service_is_back_within_twice_the_open_time_that_has_grown() {
    let long = |down| Scenario {
        every: Duration::from_secs(2),
        down: Duration::from_secs(down),
        then: Duration::from_secs(70),
        ..one_process(Shape::Refuses, 13)
    };
    each([40, 80].map(long), |played| {
        assert!(played.worst() <= BOUND, "{played}");
        assert!(played.longest_open > OPEN * 2, "it grows: {played}");
        assert!(played.longest_open <= MOST_OPEN, "{played}");
        assert!(played.back_after() <= played.longest_open * 2, "{played}");
    });
}

#[test]
fn the_same_seed_is_the_same_play() {
    let scenario = Scenario {
        every: Duration::from_millis(500),
        ..many_processes(Shape::Drags, 11)
    };
    let played = scenario.play();
    assert!(played == scenario.play(), "{scenario:?}");
    let other = Scenario {
        seed: 12,
        ..scenario
    };
    assert!(played != other.play(), "{scenario:?}");
}
