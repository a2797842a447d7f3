//! What many threads, panics and dropped attempts make of a shared breaker.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::AtomicU32;
use std::thread;

use fastrand::Rng;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn policy(probes: u32) -> BreakerPolicy {
    BreakerPolicy {
        probes,
        .."50%/30s min:1 open:5s max:5s".parse().unwrap()
    }
}

fn after(seconds: u32) -> Moment {
    Moment::default().after(SECOND * seconds)
}

fn failed() -> Outcome {
    Outcome::Failure(Cow::Borrowed("connect"))
}

fn admitted(breaker: &Breaker, now: Moment) -> Option<Admission<'_>> {
    breaker.admit(now).0.ok()
}

/// A breaker that opened at the start and lets probes in from the fifth second.
fn opened(probes: u32) -> Breaker {
    let breaker = Breaker::new(&policy(probes));
    let change = admitted(&breaker, after(0)).and_then(|admission| {
        assert!(!admission.is_probe());
        admission.record(failed(), SECOND, after(0))
    });
    assert_eq!(change.map(|change| change.to), Some(BreakerState::Open));
    assert!(admitted(&breaker, after(1)).is_none());
    breaker
}

#[test]
fn a_probe_that_is_dropped_or_panics_gives_its_place_back_and_counts_as_nothing() {
    let breaker = opened(1);
    let probe = admitted(&breaker, after(5)).unwrap();
    assert!(probe.is_probe());
    assert!(admitted(&breaker, after(5)).is_none());
    drop(probe);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _probe = admitted(&breaker, after(5)).unwrap();
        assert!(admitted(&breaker, after(5)).is_none());
        panic!("in the attempt");
    }));
    assert!(panicked.is_err());
    let told = breaker.told(after(5));
    assert_eq!(told.state, BreakerState::HalfOpen);
    assert_eq!((told.probes_in_flight, told.probes_passed), (0, 0));
    let probe = admitted(&breaker, after(6)).unwrap();
    let change = probe.record(Outcome::Success, SECOND, after(6)).unwrap();
    assert_eq!(change.to, BreakerState::Closed);
    assert!(!admitted(&breaker, after(6)).unwrap().is_probe());
}

#[test]
fn a_probe_that_was_recorded_gives_its_place_back_once() {
    let breaker = opened(2);
    let [first, second] = [(); 2].map(|()| admitted(&breaker, after(5)).unwrap());
    first.record(Outcome::Success, SECOND, after(5));
    assert_eq!(breaker.told(after(5)).probes_in_flight, 1);
    drop(second);
    assert_eq!(breaker.told(after(5)).probes_in_flight, 0);
}

#[test]
fn an_attempt_that_is_dropped_while_it_is_closed_counts_as_nothing() {
    let breaker = Breaker::new(&policy(1));
    drop(admitted(&breaker, after(0)));
    let told = breaker.told(after(0));
    assert_eq!((told.calls, told.probes_in_flight), (0, 0));
}

#[test]
fn forcing_takes_hold_at_once_both_ways() {
    let breaker = Breaker::new(&policy(1));
    assert!(breaker.force(Some(Forced::Open), after(0)).is_some());
    assert!(admitted(&breaker, after(100)).is_none());
    assert!(breaker.force(Some(Forced::Closed), after(100)).is_some());
    for _ in 0..10 {
        let admission = admitted(&breaker, after(100)).unwrap();
        assert_eq!(admission.record(failed(), SECOND, after(100)), None);
    }
    assert!(breaker.force(None, after(100)).is_some());
    let admission = admitted(&breaker, after(100)).unwrap();
    assert!(admission.record(failed(), SECOND, after(100)).is_some());
    assert!(admitted(&breaker, after(100)).is_none());
}

/// Many threads come at the very moment at which probes are let in, and some of them give up.
#[test]
fn no_race_lets_more_probes_in_than_the_bound() {
    const THREADS: usize = 8;
    const PROBES: u32 = 3;
    for _ in 0..200 {
        let breaker = opened(PROBES);
        let [in_flight, most, changes] = [(); 3].map(|()| AtomicU32::new(0));
        let barrier = Barrier::new(THREADS);
        // Nothing is asserted between the barriers, where a panic would leave the others waiting.
        let came = || {
            barrier.wait();
            let (admission, change) = breaker.admit(after(5));
            changes.fetch_add(u32::from(change.is_some()), Ordering::SeqCst);
            let let_in = u32::from(admission.is_ok());
            in_flight.fetch_add(let_in, Ordering::SeqCst);
            barrier.wait();
            most.fetch_max(in_flight.load(Ordering::SeqCst), Ordering::SeqCst);
            barrier.wait();
            in_flight.fetch_sub(let_in, Ordering::SeqCst);
            drop(admission);
            // Now all at once, giving up as others come.
            for _ in 0..20 {
                if let Some(admission) = admitted(&breaker, after(5)) {
                    let others = in_flight.fetch_add(1, Ordering::SeqCst);
                    most.fetch_max(others + 1, Ordering::SeqCst);
                    in_flight.fetch_sub(1, Ordering::SeqCst);
                    drop(admission);
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(came);
            }
        });
        assert_eq!(most.into_inner(), PROBES);
        assert_eq!(changes.into_inner(), 1, "a change is told once");
        assert_eq!(breaker.told(after(5)).probes_in_flight, 0);
        for passed in 1..=PROBES {
            let probe = admitted(&breaker, after(5)).unwrap();
            let change = probe.record(Outcome::Success, SECOND, after(5));
            assert_eq!(change.is_some(), passed == PROBES);
        }
        assert_eq!(breaker.told(after(5)).state, BreakerState::Closed);
    }
}

/// Threads admit, end, give up, hang and force as they like, while the time goes on.
#[test]
#[expect(clippy::print_stdout, reason = "the seed, to repeat a failure with")]
fn threads_at_random_leave_no_probe_behind_and_it_closes_afterwards() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    for round in 0..20 {
        let breaker = Breaker::new(&policy(3));
        let clock = AtomicU32::new(0);
        let barrier = Barrier::new(4);
        let at_random = |thread: u64| {
            let mut rng = Rng::with_seed(seed ^ (round << 8) ^ thread);
            let mut under_way = Vec::new();
            barrier.wait();
            for _ in 0..2_000 {
                let now = after(clock.load(Ordering::SeqCst));
                match rng.u8(0..100) {
                    0..50 => under_way.extend(admitted(&breaker, now)),
                    50..85 if !under_way.is_empty() => {
                        let admission = under_way.swap_remove(rng.usize(..under_way.len()));
                        match rng.u8(0..10) {
                            0..5 => drop(admission.record(Outcome::Success, SECOND, now)),
                            5..7 => drop(admission.record(failed(), SECOND, now)),
                            _ => drop(admission),
                        }
                    }
                    85..98 => {
                        clock.fetch_add(1, Ordering::SeqCst);
                    }
                    98 => drop(breaker.force(None, now)),
                    _ => {
                        let forced = rng.choice([Forced::Open, Forced::Closed]);
                        breaker.force(forced, now);
                    }
                }
                let told = breaker.told(now);
                assert!(told.probes_in_flight + told.probes_passed <= 3);
            }
        };
        thread::scope(|scope| {
            for number in 0..4 {
                let at_random = &at_random;
                scope.spawn(move || at_random(number));
            }
        });
        let now = clock.load(Ordering::SeqCst) + 100;
        breaker.force(None, after(now));
        assert_eq!(breaker.told(after(now)).probes_in_flight, 0);
        for _ in 0..3 {
            let admission = admitted(&breaker, after(now)).unwrap();
            admission.record(Outcome::Success, SECOND, after(now));
        }
        assert_eq!(breaker.told(after(now)).state, BreakerState::Closed);
    }
}
