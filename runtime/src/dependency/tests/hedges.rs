//! A second attempt beside one that takes unusually long.

use std::cell::Cell;
use std::future::pending;

use super::fixture::{
    Answer, Count, breaker, counted, done, failed, failure, guard, in_flight, ms, polled,
    rejection, turned,
};
use crate::clock::Clock;
use crate::dependency::breaker::BreakerState;
use crate::dependency::{ErrorClass, Guard, GuardBuilder, RetryBudget};

/// A guard that hedges after 200 of 1000 ms.
fn hedged(guard: GuardBuilder) -> GuardBuilder {
    guard
        .timeout(ms(1_000))
        .attempt(ms(1_000))
        .idempotent()
        .without_retry("the hedge is looked at")
        .hedge("200ms".parse().unwrap())
}

/// Says when it is dropped.
struct Dropped<'c>(&'c Cell<u32>);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn the_first_success_of_two_is_taken_and_the_other_is_dropped_and_no_failure() {
    let (guard, hand) = guard(hedged);
    let (made, dropped) = (Count::default(), Cell::new(0));
    let mut call = Box::pin(guard.call(|| async {
        let number = made.up();
        let _dropped = Dropped(&dropped);
        if number == 1 {
            return pending::<Answer>().await;
        }
        Ok(number)
    }));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(199));
    assert!(polled(&mut call).is_none());
    assert_eq!(made.get(), 1);
    hand.advance(ms(1));
    assert_eq!(polled(&mut call).unwrap().unwrap(), 2);
    drop(call);
    assert_eq!(dropped.get(), 2);
    assert_eq!(counted(&guard), (0, 1));
    assert_eq!(in_flight(&guard), 0);
}

#[test]
fn the_first_attempt_may_still_win() {
    let (guard, hand) = guard(hedged);
    let made = Count::default();
    let clock = guard.clock().clone();
    let answer = turned(
        &hand,
        guard.call(|| async {
            let number = made.up();
            if number == 2 {
                return pending::<Answer>().await;
            }
            clock.sleep(ms(500)).await;
            Ok(number)
        }),
    );
    assert_eq!(answer.unwrap(), 1);
    assert_eq!(counted(&guard), (0, 1));
}

#[test]
fn an_attempt_that_ends_in_time_is_not_hedged() {
    let (guard, hand) = guard(hedged);
    let made = Count::default();
    let clock = guard.clock().clone();
    let answer = turned(
        &hand,
        guard.call(|| async {
            clock.sleep(ms(199)).await;
            Answer::Ok(made.up())
        }),
    );
    assert_eq!(answer.unwrap(), 1);
}

#[test]
fn where_one_of_two_fails_for_good_the_other_is_not_waited_for() {
    for fails in [1, 2] {
        let (guard, hand) = guard(hedged);
        let made = Count::default();
        let clock = guard.clock().clone();
        let answer = turned(
            &hand,
            guard.call(|| async {
                if made.up() != fails {
                    return pending::<Answer>().await;
                }
                clock.sleep(ms(300)).await;
                failed(ErrorClass::answer("not_found"))
            }),
        );
        assert_eq!(failure(&answer), Some("not_found"), "{fails}");
        assert_eq!((made.get(), in_flight(&guard)), (2, 0));
    }
}

#[test]
fn where_one_of_two_fails_the_other_is_waited_for() {
    for fails in [1, 2] {
        let (guard, hand) = guard(hedged);
        let made = Count::default();
        let clock = guard.clock().clone();
        let answer = turned(
            &hand,
            guard.call(|| async {
                let number = made.up();
                clock
                    .sleep(ms(if number == fails { 300 } else { 600 }))
                    .await;
                match number == fails {
                    true => failed(ErrorClass::connect()),
                    false => Ok(number),
                }
            }),
        );
        assert_eq!(answer.unwrap(), 3 - fails);
        assert_eq!(counted(&guard), (1, 2), "both are seen");
    }
}

#[test]
fn where_both_fail_it_has_failed() {
    let (guard, hand) = guard(hedged);
    let clock = guard.clock().clone();
    let answer = turned(
        &hand,
        guard.call(|| async {
            clock.sleep(ms(300)).await;
            failed(ErrorClass::of_status(502))
        }),
    );
    assert_eq!(failure(&answer), Some("status_502"));
    assert_eq!(counted(&guard), (2, 2));
}

#[test]
fn there_is_one_hedge_at_most_and_both_end_with_the_attempt() {
    let (guard, hand) = guard(hedged);
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.call(|| {
            made.up();
            pending::<Answer>()
        }),
    );
    assert_eq!(rejection(&answer), Some("attempt"));
    assert_eq!(made.get(), 2);
    assert_eq!(guard.clock().now().as_nanos(), 1_000_000_000);
}

#[test]
fn a_hedge_is_taken_from_the_budget() {
    let (clock, hand) = Clock::manual();
    let budget = RetryBudget::new();
    let guard = hedged(Guard::builder("inventory").clock(clock).budget(&budget));
    let guard = guard.build().unwrap();
    let made = Count::default();
    let mut call = Box::pin(guard.call(|| {
        made.up();
        pending::<Answer>()
    }));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(200));
    while budget.take(guard.clock().now()) {}
    assert!(polled(&mut call).is_none());
    assert_eq!(made.get(), 1);
}

#[test]
fn a_probe_is_not_hedged() {
    let (guard, hand) =
        guard(|guard| hedged(guard).breaker("50%/30s min:2 open:1s".parse().unwrap()));
    for _ in 0..2 {
        let answer = done(guard.call(|| async { failed(ErrorClass::connect()) }));
        assert!(answer.is_err());
    }
    hand.advance(ms(1_000));
    let made = Count::default();
    let mut call = Box::pin(guard.call(|| {
        made.up();
        pending::<Answer>()
    }));
    assert!(polled(&mut call).is_none());
    assert_eq!(breaker(&guard).state, BreakerState::HalfOpen);
    hand.advance(ms(500));
    assert!(polled(&mut call).is_none());
    assert_eq!(made.get(), 1);
}

#[test]
fn a_percentile_hedges_once_enough_attempts_are_known() {
    let (guard, hand) = guard(|guard| hedged(guard).hedge("p95".parse().unwrap()));
    let made = Count::default();
    let mut unknown = Box::pin(guard.call(|| {
        made.up();
        pending::<Answer>()
    }));
    assert!(polled(&mut unknown).is_none());
    hand.advance(ms(900));
    assert!(polled(&mut unknown).is_none());
    assert_eq!(made.get(), 1, "nothing is known yet");
    drop(unknown);
    let clock = guard.clock().clone();
    for _ in 0..200 {
        let answer = turned(
            &hand,
            guard.call(|| async {
                clock.sleep(ms(10)).await;
                Answer::Ok(1)
            }),
        );
        assert!(answer.is_ok());
    }
    let mut known = Box::pin(guard.call(|| {
        made.up();
        pending::<Answer>()
    }));
    assert!(polled(&mut known).is_none());
    hand.advance(ms(9));
    assert!(polled(&mut known).is_none());
    assert_eq!(made.get(), 2);
    hand.advance(ms(2));
    assert!(polled(&mut known).is_none());
    assert_eq!(made.get(), 3);
}

#[test]
fn what_must_not_be_made_twice_is_not_hedged() {
    let (guard, hand) = guard(hedged);
    let mut call = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(900));
    assert!(polled(&mut call).is_none());
    assert_eq!(counted(&guard), (0, 0));
}

#[test]
fn what_was_outrun_counts_among_the_slow_so_that_no_more_is_hedged_than_is_said() {
    let (guard, hand) = guard(|guard| {
        guard
            .timeout(ms(1_000))
            .attempt(ms(1_000))
            .idempotent()
            .without_retry("the hedge is looked at")
            .hedge("p95".parse().unwrap())
    });
    let clock = guard.clock().clone();
    let made = Count::default();
    let mut hedges = 0;
    for call in 0..3_000 {
        let before = made.get();
        // One of twenty hangs, the others take from 1 to 100 ms; a second attempt takes 5.
        let answer = turned(
            &hand,
            guard.call(|| {
                let (clock, is_first) = (clock.clone(), made.up() == before + 1);
                async move {
                    match (is_first, call % 20) {
                        (false, _) => clock.sleep(ms(5)).await,
                        (true, 0) => pending().await,
                        (true, _) => clock.sleep(ms(1 + call * 37 % 100)).await,
                    }
                    Answer::Ok(0)
                }
            }),
        );
        // Until there are samples enough, what hangs is not hedged, and they are kept for a minute.
        if call >= 2_000 {
            assert!(answer.is_ok(), "{call}");
            hedges += made.get() - before - 1;
        }
    }
    assert!(
        (50..=65).contains(&hedges),
        "{hedges} of 1000, where 5 % hang"
    );
}
