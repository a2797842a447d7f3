//! The bound on any one second, under arbitrary calls and clocks.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;

use super::RetryBudget;
use crate::clock::Moment;

const A_SECOND: u64 = 1_000_000_000;

fn at(millis: u64) -> Moment {
    Moment::from_nanos(millis * 1_000_000)
}

/// What happens at a moment: so many calls begin, so many retries are asked for.
#[derive(Debug, Clone, Copy)]
struct Step {
    passes: i64,
    calls: u32,
    asked: u32,
}

/// Bursts, even load, idling, and a clock that is set on or back.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let passes = prop_oneof![
        8 => 0..2_000_000_i64,
        8 => 0..100_000_000_i64,
        2 => 0..3_000_000_000_i64,
        1 => 0..60_000_000_000_i64,
        1 => -3_000_000_000..0_i64,
    ];
    let calls = prop_oneof![4 => Just(0_u32), 4 => 0..20_u32, 1 => 0..3_000_u32];
    let asked = prop_oneof![2 => Just(0_u32), 4 => 0..5_u32, 2 => 0..400_u32];
    let step = (passes, calls, asked);
    let step = step.prop_map(|(passes, calls, asked)| Step {
        passes,
        calls,
        asked,
    });
    prop::collection::vec(step, 1..120)
}

/// The calls of each second, kept apart from how the budget keeps them.
type CallsBySecond = BTreeMap<u64, usize>;

/// The bound as it is promised: how many retries the second that ends at `now` may have.
fn bound(calls: &CallsBySecond, now: u64, at_least: usize) -> usize {
    let second = now / A_SECOND;
    let calls: usize = calls
        .range(second.saturating_sub(10)..second)
        .map(|(_, calls)| calls)
        .sum();
    at_least.max(calls / 50)
}

/// Plays the steps, and checks at each retry that is let through that the second up to it has no
/// more than it may. Where the clock is set back, the latest time at which it was asked counts.
fn check(budget: &RetryBudget, at_least: usize, steps: &[Step]) -> Result<(), TestCaseError> {
    let (mut clock, mut latest) = (20 * A_SECOND, 0);
    let (mut calls, mut taken) = (CallsBySecond::new(), Vec::new());
    for step in steps {
        clock = clock.saturating_add_signed(step.passes);
        for _ in 0..step.calls {
            budget.note_call(Moment::from_nanos(clock));
            *calls.entry(clock / A_SECOND).or_default() += 1;
        }
        for _ in 0..step.asked {
            latest = clock.max(latest);
            if !budget.take(Moment::from_nanos(clock)) {
                continue;
            }
            taken.push(latest);
            let last_second = latest - A_SECOND;
            let used = taken
                .iter()
                .rev()
                .take_while(|at| **at > last_second)
                .count();
            let bound = bound(&calls, latest, at_least);
            prop_assert!(used <= bound, "{used} of {bound} at {latest}");
        }
    }
    Ok(())
}

/// Offers `calls_per_second` for `seconds`, each of which fails and asks for two retries at once;
/// how many retries each second got.
fn storm(budget: &RetryBudget, calls_per_second: u64, seconds: u64) -> Vec<u64> {
    (0..seconds)
        .map(|second| {
            let mut taken = 0;
            for n in 0..calls_per_second {
                let now = Moment::from_nanos(second * A_SECOND + n * A_SECOND / calls_per_second);
                budget.note_call(now);
                taken += u64::from(budget.take(now)) + u64::from(budget.take(now));
            }
            taken
        })
        .collect()
}

#[test]
fn a_storm_is_kept_to_a_fifth_of_the_calls() {
    let taken = storm(&RetryBudget::new(), 1_000, 30);
    assert!(taken.iter().all(|taken| *taken <= 200), "{taken:?}");
    let settled: u64 = taken[10..].iter().sum();
    // A second and a slot apart at the worst: 20 of 21 of what is promised.
    assert!(settled >= 20 * 190, "most of it is let through: {taken:?}");
}

#[test]
fn few_calls_have_ten_retries_a_second_not_ten_more() {
    let taken = storm(&RetryBudget::new(), 20, 30);
    assert!(
        taken.iter().all(|taken| (8..=10).contains(taken)),
        "{taken:?}"
    );
    let taken = storm(&RetryBudget::new(), 100, 30);
    assert!(taken.iter().all(|taken| *taken <= 20), "{taken:?}");
}

#[test]
fn what_was_not_used_for_ten_seconds_cannot_be_spent_in_one() {
    let budget = RetryBudget::new();
    for millis in 0..10_000 {
        budget.note_call(at(millis));
    }
    let lump = (10_000..11_000).flat_map(|millis| [millis; 5]);
    let taken = lump.filter(|millis| budget.take(at(*millis))).count();
    assert_eq!(taken, 200);
}

#[test]
fn a_second_is_not_spent_at_its_beginning() {
    let budget = RetryBudget::new();
    for millis in 0..10_000 {
        budget.note_call(at(millis));
    }
    let taken = (0..500).filter(|_| budget.take(at(10_000))).count();
    assert_eq!(taken, 20);
}

#[test]
fn few_failures_are_all_retried() {
    let budget = RetryBudget::new();
    for millis in 0..30_000 {
        budget.note_call(at(millis));
        // Ten at once, every tenth of a second: a tenth of the calls.
        if millis > 11_000 && millis % 100 == 0 {
            for n in 0..10 {
                assert!(budget.take(at(millis)), "{millis} {n}");
            }
        }
    }
}

#[test]
fn calls_of_another_dependency_pay_for_nothing() {
    let process = RetryBudget::new();
    let (busy, quiet) = (process.part(2), process.part(2));
    for millis in 0..20_000 {
        busy.note_call(at(millis));
    }
    let taken = (20_000..21_000).filter(|millis| quiet.take(at(*millis)));
    assert_eq!(taken.count(), 2);
    for millis in 20_000..22_000 {
        busy.note_call(at(millis));
    }
    let taken = (21_100..22_100).filter(|millis| busy.take(at(*millis)));
    assert_eq!(taken.count(), 200);
}

#[test]
fn all_parts_together_stay_within_the_whole() {
    let process = RetryBudget::new();
    let parts: Vec<_> = (0..20).map(|_| process.part(10)).collect();
    let taken = parts
        .iter()
        .cycle()
        .take(200)
        .filter(|part| part.take(at(5)))
        .count();
    assert_eq!(taken, 10);
}

#[test]
fn what_the_whole_refuses_costs_the_part_nothing() {
    let process = RetryBudget::new();
    let part = process.part(10);
    for _ in 0..10 {
        assert!(process.take(at(0)));
    }
    assert!(!part.has(at(0)));
    assert!(!part.take(at(0)));
    assert_eq!(part.state(at(0)).used, 0);
    assert_eq!(part.state(at(0)).denied, 1);
}

#[test]
fn to_look_takes_nothing() {
    let budget = RetryBudget::new();
    assert!((0..100).all(|_| budget.has(at(0))));
    let taken = (0..100).filter(|_| budget.take(at(0))).count();
    assert_eq!(taken, 10);
    assert!(!budget.has(at(0)));
    let state = budget.state(at(0));
    assert_eq!((state.limit, state.used, state.denied), (10, 10, 90));
    assert!(budget.has(at(1_050)));
}

#[test]
fn threads_lose_no_call_and_take_no_more_than_there_is() {
    let budget = RetryBudget::new();
    let taken: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    for millis in 0..10_000 {
                        budget.note_call(at(millis));
                    }
                    0
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("counted"))
            .sum()
    });
    assert_eq!(taken, 0);
    assert_eq!(budget.state(at(10_000)).limit, 800);
    let taken: usize = std::thread::scope(|scope| {
        let thread = || (0..1_000).filter(|n| budget.take(at(10_000 + n))).count();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(thread)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("took"))
            .sum()
    });
    assert!(taken <= 800, "{taken}");
}

#[test]
fn a_lone_call_has_the_retries_that_its_part_gives_at_least() {
    let part = RetryBudget::new().part(2);
    part.note_call(at(0));
    assert!(part.take(at(100)) && part.take(at(300)));
    assert!(!part.take(at(400)));
    assert!(part.take(at(1_150)));
}

#[test]
fn one_that_never_runs_dry_does_not_in_its_parts() {
    let part = RetryBudget::unlimited().part(2);
    assert!((0..10_000).all(|_| part.take(at(0))));
}

#[test]
fn the_process_has_one() {
    let here = RetryBudget::process();
    assert!(std::sync::Arc::ptr_eq(&here.0, &RetryBudget::process().0));
}

proptest! {
    #[test]
    fn no_second_gets_more_than_the_greater_of_ten_and_a_fifth_of_the_calls(steps in steps()) {
        check(&RetryBudget::new(), 10, &steps)?;
    }

    #[test]
    fn nor_does_a_part_of_it(steps in steps()) {
        check(&RetryBudget::new().part(2), 2, &steps)?;
    }

    #[test]
    fn no_moment_is_too_much_for_it(moments in prop::collection::vec(any::<u64>(), 0..200)) {
        let budget = RetryBudget::new().part(2);
        for now in moments {
            let now = Moment::from_nanos(now);
            budget.note_call(now);
            let _ = budget.take(now.after(Duration::from_millis(1)));
            let _ = budget.state(now);
        }
    }
}
