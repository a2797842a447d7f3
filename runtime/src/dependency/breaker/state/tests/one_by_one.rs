//! What is said of a breaker, sentence by sentence.

use std::borrow::Cow;
use std::time::Duration;

use hardpoint_policy::{BreakerPolicy, Duration as Span};

use super::super::{Automaton, Terms, Ticket};
use crate::clock::Moment;
use crate::dependency::breaker::change::{BreakerState, Change, Forced, Told, Why};
use crate::dependency::breaker::{Open, Outcome};

/// A breaker by itself, for what is said of it one by one.
struct Alone {
    automaton: Automaton,
    now: Duration,
    share: f64,
}

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

impl Alone {
    fn new(policy: &BreakerPolicy) -> Self {
        Self {
            automaton: Automaton::new(Terms::of(policy)),
            now: Duration::ZERO,
            share: 0.0,
        }
    }

    fn now(&self) -> Moment {
        Moment::default().after(self.now)
    }

    fn admit(&mut self) -> Result<Ticket, Open> {
        let share = self.share;
        self.automaton.admit(self.now(), || share).0
    }

    fn end(&mut self, ticket: Ticket, outcome: Outcome) -> Option<Change> {
        self.end_after(MILLI, ticket, outcome)
    }

    fn end_after(&mut self, took: Duration, ticket: Ticket, outcome: Outcome) -> Option<Change> {
        let share = self.share;
        self.automaton
            .record(ticket, outcome, took, self.now(), || share)
    }

    /// One attempt that is let in and ends so.
    fn attempt(&mut self, outcome: Outcome) -> Option<Change> {
        let ticket = self.admit().unwrap();
        self.end(ticket, outcome)
    }

    /// Fails until it is open, from wherever it is, and gives for how long.
    fn open(&mut self) -> Duration {
        while self
            .attempt(failed())
            .is_none_or(|change| change.to != BreakerState::Open)
        {}
        self.told().retry_after.unwrap()
    }

    fn told(&self) -> Told {
        self.automaton.told(self.now())
    }

    fn state(&self) -> BreakerState {
        self.told().state
    }
}

fn failed() -> Outcome {
    Outcome::Failure(Cow::Borrowed("connect"))
}

fn policy() -> BreakerPolicy {
    "50%/30s min:4 open:5s max:60s probes:3".parse().unwrap()
}

#[test]
fn it_opens_at_the_share_of_failures_and_not_below_the_least_number() {
    let mut breaker = Alone::new(&policy());
    for outcome in [failed(), Outcome::Success, failed()] {
        assert_eq!(breaker.attempt(outcome), None);
    }
    // The attempt that makes the number may be a success.
    let change = breaker.attempt(Outcome::Success).unwrap();
    let why = Why::Failures {
        failures: 2,
        calls: 4,
    };
    assert_eq!(
        (change.from, change.to),
        (BreakerState::Closed, BreakerState::Open)
    );
    assert_eq!(change.why, why);
    assert_eq!(breaker.admit().unwrap_err().retry_after, SECOND * 5);
    assert_eq!(breaker.told().last_failure.as_deref(), Some("connect"));
}

#[test]
fn failures_that_are_older_than_the_window_do_not_count() {
    let mut breaker = Alone::new(&policy());
    for _ in 0..3 {
        breaker.attempt(failed());
    }
    breaker.now += SECOND * 30;
    for _ in 0..2 {
        assert_eq!(breaker.attempt(failed()), None);
    }
    assert_eq!(breaker.told().calls, 2);
}

#[test]
fn a_slow_success_counts_as_a_failure() {
    let slow = Some(Span::from_secs(1));
    let mut breaker = Alone::new(&BreakerPolicy { slow, ..policy() });
    for took in [SECOND - MILLI, SECOND, SECOND * 2] {
        let ticket = breaker.admit().unwrap();
        assert_eq!(breaker.end_after(took, ticket, Outcome::Success), None);
    }
    assert_eq!(breaker.told().failures, 2);
    assert_eq!(breaker.told().last_failure.as_deref(), Some("slow"));
    assert!(breaker.attempt(Outcome::Success).is_some());
    // And so does a slow probe.
    breaker.now += SECOND * 5;
    let ticket = breaker.admit().unwrap();
    let change = breaker.end_after(SECOND, ticket, Outcome::Success).unwrap();
    assert_eq!(
        (change.to, change.why),
        (BreakerState::Open, Why::ProbeFailed)
    );
}

#[test]
fn each_opening_is_twice_as_long_to_the_most_and_the_first_again_once_it_closed() {
    let mut breaker = Alone::new(&policy());
    for seconds in [5, 10, 20, 40, 60, 60] {
        let open = breaker.open();
        assert_eq!(open, SECOND * seconds);
        breaker.now += open - MILLI;
        assert_eq!(breaker.admit().unwrap_err().retry_after, MILLI);
        breaker.now += MILLI;
    }
    for _ in 0..3 {
        breaker.attempt(Outcome::Success);
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert_eq!(breaker.open(), SECOND * 5);
}

#[test]
fn jitter_shortens_an_opening_by_a_fifth_at_most() {
    let mut breaker = Alone::new(&policy());
    breaker.share = 1.0;
    assert_eq!(breaker.open(), SECOND * 4);
    breaker.now += SECOND * 4;
    breaker.share = 0.5;
    assert_eq!(breaker.open(), SECOND * 9);
}

#[test]
fn it_is_closed_within_twice_the_open_time_after_the_dependency_is_back() {
    for outage in (1..200).map(|seconds| SECOND * seconds) {
        let mut breaker = Alone::new(&policy());
        let mut open = Duration::ZERO;
        while breaker.now < outage || breaker.state() != BreakerState::Closed {
            let is_back = breaker.now >= outage;
            if let Ok(ticket) = breaker.admit() {
                let outcome = if is_back { Outcome::Success } else { failed() };
                breaker.end(ticket, outcome);
            }
            if let (false, Some(retry_after)) = (is_back, breaker.told().retry_after) {
                open = open.max(retry_after);
            }
            breaker.now += MILLI * 100;
        }
        let took = breaker.now - outage;
        assert!(took <= open * 2, "{outage:?}: {took:?} of {open:?}");
    }
}

#[test]
fn half_open_lets_no_more_in_than_its_probes_at_a_time_and_in_all() {
    let mut breaker = Alone::new(&policy());
    let open = breaker.open();
    breaker.now += open;
    let first = breaker.admit().unwrap();
    let others = [breaker.admit().unwrap(), breaker.admit().unwrap()];
    assert!(breaker.admit().unwrap_err().retry_after <= SECOND);
    // A place that a success leaves is not given to another.
    assert_eq!(breaker.end(first, Outcome::Success), None);
    assert!(breaker.admit().is_err());
    // One that was given up is.
    breaker.automaton.give_back(others[0]);
    let another = breaker.admit().unwrap();
    assert!(breaker.admit().is_err());
    assert_eq!(breaker.end(others[1], Outcome::Success), None);
    let change = breaker.end(another, Outcome::Success).unwrap();
    assert_eq!(
        (change.to, change.why),
        (BreakerState::Closed, Why::ProbesPassed)
    );
    assert_eq!(breaker.told().calls, 0, "it begins with an empty window");
}

#[test]
fn what_began_while_it_was_closed_counts_neither_for_nor_against_the_probing() {
    let mut breaker = Alone::new(&policy());
    let [early, late] = [breaker.admit().unwrap(), breaker.admit().unwrap()];
    let open = breaker.open();
    breaker.now += open;
    let probe = breaker.admit().unwrap();
    assert!(probe.is_probe);
    assert_eq!(breaker.end(early, failed()), None);
    assert_eq!(breaker.end(late, Outcome::Success), None);
    let told = breaker.told();
    assert_eq!(told.state, BreakerState::HalfOpen);
    assert_eq!((told.probes_in_flight, told.probes_passed), (1, 0));
}

#[test]
fn probes_that_hang_are_given_up_and_may_report_whenever_they_like() {
    let mut breaker = Alone::new(&policy());
    let open = breaker.open();
    breaker.now += open;
    let hanging: [_; 3] = std::array::from_fn(|_| breaker.admit().unwrap());
    // Half the window, for an attempt may take as long, and the open time is less.
    breaker.now += SECOND * 15 - MILLI;
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    breaker.now += MILLI;
    assert_eq!(breaker.state(), BreakerState::Open);
    let change = breaker.automaton.admit(breaker.now(), || 0.0).1.unwrap();
    assert_eq!(
        (change.from, change.why),
        (BreakerState::HalfOpen, Why::NoVerdict)
    );
    assert_eq!(breaker.told().retry_after, Some(SECOND * 10));
    breaker.now += SECOND * 10;
    let probes: [_; 3] = std::array::from_fn(|_| breaker.admit().unwrap());
    breaker.automaton.give_back(hanging[0]);
    assert_eq!(breaker.end(hanging[1], failed()), None);
    assert_eq!(breaker.end(hanging[2], Outcome::Success), None);
    assert_eq!(breaker.told().probes_in_flight, 3);
    assert!(breaker.admit().is_err());
    for probe in probes {
        breaker.end(probe, Outcome::Success);
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[test]
fn a_dependency_that_is_seldom_called_closes_too() {
    let mut breaker = Alone::new(&policy());
    breaker.open();
    for _ in 0..3 {
        breaker.now += SECOND * 3_600;
        assert_eq!(
            breaker.attempt(Outcome::Success).is_some(),
            breaker.state() == BreakerState::Closed
        );
    }
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[test]
fn callers_who_all_give_up_do_not_keep_it_half_open() {
    let mut breaker = Alone::new(&policy());
    let open = breaker.open();
    breaker.now += open;
    let began = breaker.now;
    while let Ok(ticket) = breaker.admit() {
        assert!(breaker.now - began < SECOND * 60);
        breaker.now += MILLI * 100;
        breaker.automaton.give_back(ticket);
    }
    assert_eq!(breaker.state(), BreakerState::Open);
    assert_eq!(breaker.now - began, SECOND * 15);
}

#[test]
fn while_it_is_forced_open_nothing_is_let_in_and_afterwards_probes_are() {
    let mut breaker = Alone::new(&policy());
    let early = breaker.admit().unwrap();
    let force =
        |breaker: &mut Alone, forced| breaker.automaton.force(forced, breaker.now(), || 0.0);
    let change = force(&mut breaker, Some(Forced::Open)).unwrap();
    assert_eq!((change.to, change.why), (BreakerState::Open, Why::Forced));
    assert_eq!(force(&mut breaker, Some(Forced::Open)), None);
    breaker.now += SECOND * 3_600;
    assert!(breaker.admit().is_err());
    assert_eq!(breaker.end(early, Outcome::Success), None);
    let told = breaker.told();
    assert_eq!((told.forced, told.retry_after), (Some(Forced::Open), None));
    let change = force(&mut breaker, None).unwrap();
    assert_eq!(
        (change.to, change.why),
        (BreakerState::HalfOpen, Why::Released)
    );
    assert!(breaker.admit().unwrap().is_probe);
}

#[test]
fn while_it_is_forced_closed_all_is_let_in_and_counted() {
    let mut breaker = Alone::new(&policy());
    breaker.open();
    let force =
        |breaker: &mut Alone, forced| breaker.automaton.force(forced, breaker.now(), || 0.0);
    force(&mut breaker, Some(Forced::Closed)).unwrap();
    for _ in 0..100 {
        assert_eq!(breaker.attempt(failed()), None);
    }
    assert_eq!(breaker.told().failures, 100);
    let change = force(&mut breaker, None).unwrap();
    assert_eq!(
        (change.to, change.why),
        (BreakerState::Closed, Why::Released)
    );
    let change = breaker.attempt(failed()).unwrap();
    assert_eq!(
        change.to,
        BreakerState::Open,
        "what was counted meanwhile counts"
    );
}
