//! When a call is made again, and after how long.

use std::future::ready;

use proptest::prelude::*;

use super::fixture::{Answer, Count, breaker, failed, failure, guard, ms, rejection, turned};
use crate::clock::Clock;
use crate::dependency::breaker::Forced;
use crate::dependency::plan::Plan;
use crate::dependency::{ErrorClass, Guard, RetryBudget};

/// How often a call is made that always ends with that, and with what it ends.
fn made_of(guard: &Guard, hand: &crate::ManualClock, class: &ErrorClass) -> (u32, Answer) {
    let made = Count::default();
    let answer = turned(
        hand,
        guard.call(|| {
            made.up();
            ready(failed(class.clone()))
        }),
    );
    (made.get(), answer)
}

#[test]
fn a_call_that_may_is_made_three_times_in_all() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    let (made, answer) = made_of(&guard, &hand, &ErrorClass::connect());
    assert_eq!((made, failure(&answer)), (3, Some("connect")));
}

#[test]
fn a_call_is_made_again_until_it_succeeds() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.call(|| {
            ready(match made.up() {
                1 => failed(ErrorClass::timeout()),
                number => Ok(number),
            })
        }),
    );
    assert_eq!(answer.unwrap(), 2);
    assert_eq!(made.get(), 2);
}

#[test]
fn what_is_no_passing_failure_is_not_made_again() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    for class in [ErrorClass::answer("missing"), ErrorClass::failure("broken")] {
        let (made, answer) = made_of(&guard, &hand, &class);
        assert_eq!((made, failure(&answer)), (1, Some(&*class.kind)));
    }
}

#[test]
fn a_call_that_must_not_be_made_twice_is_made_once() {
    let (plain, hand) = guard(|guard| guard);
    assert_eq!(made_of(&plain, &hand, &ErrorClass::connect()).0, 1);
    let (refused, hand) = guard(|guard| guard.idempotent().without_retry("it is asked again"));
    assert_eq!(made_of(&refused, &hand, &ErrorClass::connect()).0, 1);
    let (guard, hand) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.once(|| {
            made.up();
            ready(failed(ErrorClass::connect()))
        }),
    );
    assert_eq!((made.get(), failure(&answer)), (1, Some("connect")));
}

#[test]
fn a_wait_that_the_dependency_asks_for_is_kept_within_the_deadline() {
    let (guard, hand) = guard(|guard| {
        guard
            .timeout(ms(2_000))
            .idempotent()
            .retry("2 base:1ms max:1ms".parse().unwrap())
    });
    let (made, _) = made_of(
        &guard,
        &hand,
        &ErrorClass::of_status(503).retry_after(ms(1_500)),
    );
    assert_eq!(made, 2);
    let waited = guard.clock().now().as_nanos();
    assert!(
        (1_500_000_000..=1_501_000_000).contains(&waited),
        "{waited}"
    );
}

#[test]
fn a_wait_that_the_deadline_cuts_off_is_not_begun() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)).idempotent());
    let class = ErrorClass::of_status(503).retry_after(ms(2_000));
    let (made, answer) = made_of(&guard, &hand, &class);
    assert_eq!((made, failure(&answer)), (1, Some("status_503")));
    assert_eq!(guard.clock().now().as_nanos(), 0, "it is told at once");
}

#[test]
fn where_the_budget_is_dry_a_failure_is_told_at_once() {
    let (clock, hand) = Clock::manual();
    let budget = RetryBudget::new();
    while budget.take(clock.now()) {}
    let guard = Guard::builder("inventory")
        .clock(clock)
        .budget(&budget)
        .idempotent()
        .build()
        .unwrap();
    let (made, answer) = made_of(&guard, &hand, &ErrorClass::connect());
    assert_eq!((made, failure(&answer)), (1, Some("connect")));
    assert_eq!(guard.clock().now().as_nanos(), 0);
}

#[test]
fn each_retry_is_taken_from_the_budget_and_each_call_noted_once() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    assert!(made_of(&guard, &hand, &ErrorClass::connect()).1.is_err());
    let state = guard.budget().state(guard.clock().now());
    assert!(state.used <= 2, "{state:?}");
    assert_eq!(state.denied, 0);
}

#[test]
fn an_open_breaker_is_not_retried() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    force(&guard, Some(Forced::Open));
    let (made, answer) = made_of(&guard, &hand, &ErrorClass::connect());
    assert_eq!((made, rejection(&answer)), (0, Some("open")));
    assert_eq!(guard.clock().now().as_nanos(), 0);
}

#[test]
fn a_breaker_that_opens_between_attempts_does_not_hide_why() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.call(|| {
            made.up();
            force(&guard, Some(Forced::Open));
            ready(failed(ErrorClass::connect()))
        }),
    );
    assert_eq!((made.get(), failure(&answer)), (1, Some("connect")));
    assert_eq!(breaker(&guard).calls, 0, "forced, it counts nothing");
}

fn force(guard: &Guard, forced: Option<Forced>) {
    let breaker = guard.shared().breaker.as_ref().unwrap();
    breaker.force(forced, guard.clock().now());
}

#[test]
fn waits_are_exponential_with_full_jitter() {
    let spec = Guard::builder("inventory")
        .clock(Clock::manual().0)
        .timeout(ms(100_000))
        .idempotent()
        .retry("5 base:1s max:30s".parse().unwrap())
        .build()
        .unwrap()
        .spec()
        .clone();
    let plan = Plan::of(&spec);
    let wait = |made, share| {
        plan.wait_before_next(made, &ErrorClass::connect(), ms(100_000), share)
            .map(|wait| wait.as_secs_f64())
    };
    let longest = [1, 2, 3, 4].map(|made| wait(made, 1.0).unwrap());
    assert_eq!(longest, [1.0, 2.0, 4.0, 8.0]);
    let shortest = [1, 2, 3, 4].map(|made| wait(made, 0.0).unwrap());
    assert_eq!(shortest, [0.0; 4]);
    assert_eq!(wait(5, 0.5), None, "five in all");
}

proptest! {
    #[test]
    fn a_wait_is_shorter_than_what_is_left_and_no_shorter_than_asked_for(
        made in 1..6_u32,
        asked in proptest::option::of(0..20_000_u64),
        left in 0..20_000_u64,
        share in 0.0..1.0_f64,
    ) {
        let (guard, _) = guard(|guard| {
            guard.timeout(ms(30_000)).idempotent().retry("6 base:100ms".parse().unwrap())
        });
        let mut class = ErrorClass::connect();
        class.retry_after = asked.map(ms);
        let plan = Plan::of(guard.spec());
        if let Some(wait) = plan.wait_before_next(made, &class, ms(left), share) {
            prop_assert!(made < 6 && wait < ms(left));
            prop_assert!(wait >= ms(asked.unwrap_or(0)));
        } else if made < 6 {
            // Only for want of time.
            let longest = ms(asked.unwrap_or(0)) + ms(100 << made);
            prop_assert!(longest >= ms(left), "{longest:?} would fit");
        }
    }
}
