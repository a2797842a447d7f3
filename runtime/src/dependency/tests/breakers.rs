//! What the breaker hears of attempts, and what it does to calls.

use std::future::{pending, ready};

use super::fixture::{
    Answer, Count, breaker, counted, done, failed, failure, guard, ms, polled, rejection, turned,
};
use crate::dependency::breaker::BreakerState;
use crate::dependency::{DependencyError, ErrorClass, Guard, GuardBuilder};

/// A guard whose breaker opens with the second failure, for a second.
fn touchy(guard: GuardBuilder) -> GuardBuilder {
    guard.breaker("50%/30s min:2 open:1s".parse().unwrap())
}

fn fail(guard: &Guard) -> Answer {
    done(guard.once(|| ready(failed(ErrorClass::connect()))))
}

#[test]
fn the_breaker_sees_every_attempt() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    let answer = turned(&hand, guard.call(|| ready(failed(ErrorClass::connect()))));
    assert!(answer.is_err());
    assert_eq!(counted(&guard), (3, 3));
    assert_eq!(breaker(&guard).last_failure.as_deref(), Some("connect"));
}

#[test]
fn an_answer_that_is_an_error_is_no_failure() {
    let (guard, _) = guard(touchy);
    for status in [400, 401, 404, 409, 422] {
        let answer = done(guard.once(|| ready(failed(ErrorClass::of_status(status)))));
        assert!(answer.is_err());
    }
    assert_eq!(counted(&guard), (0, 5));
    for status in [408, 429] {
        let answer = done(guard.once(|| ready(failed(ErrorClass::of_status(status)))));
        assert!(answer.is_err());
    }
    assert_eq!(counted(&guard), (2, 7));
}

#[test]
fn our_own_refusals_are_no_failures_of_a_call_around_them() {
    let (outer, _) = guard(touchy);
    let (inner, _) = guard(|guard| guard.concurrency("1".parse().unwrap()));
    let mut held = Box::pin(inner.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    let answer = done(outer.once(|| inner.once(|| ready(Ok(1)))));
    assert_eq!(rejection(&answer), Some("full"));
    assert_eq!(counted(&outer), (0, 1));
}

#[test]
fn what_a_call_needs_that_is_down_is_a_failure_of_the_call_around_it() {
    let (outer, _) = guard(|guard| guard);
    let (inner, _) = guard(touchy);
    assert!(fail(&inner).is_err() && fail(&inner).is_err());
    let answer = done(outer.once(|| inner.once(|| ready(Ok(1)))));
    assert_eq!(rejection(&answer), Some("open"));
    assert_eq!(counted(&outer), (1, 1));
}

#[test]
fn an_open_breaker_refuses_at_once_and_says_for_how_long() {
    let (guard, _) = guard(touchy);
    assert!(fail(&guard).is_err() && fail(&guard).is_err());
    let made = Count::default();
    let answer: Answer = done(guard.once(|| async { Ok(made.up()) }));
    let Err(DependencyError::Rejected(crate::dependency::Rejected::Open { retry_after, .. })) =
        &answer
    else {
        panic!("{answer:?}");
    };
    assert!(
        (ms(800)..=ms(1_000)).contains(retry_after),
        "{retry_after:?}"
    );
    assert_eq!(made.get(), 0);
}

#[test]
fn a_probe_that_is_given_up_lets_another_in() {
    let (guard, hand) =
        guard(|guard| guard.breaker("50%/30s min:2 open:1s probes:1".parse().unwrap()));
    assert!(fail(&guard).is_err() && fail(&guard).is_err());
    hand.advance(ms(1_000));
    let mut probe = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut probe).is_none());
    assert_eq!(breaker(&guard).state, BreakerState::HalfOpen);
    assert_eq!(rejection(&done(guard.once(|| ready(Ok(1))))), Some("open"));
    drop(probe);
    assert_eq!(done(guard.once(|| ready(Answer::Ok(1)))).unwrap(), 1);
    assert_eq!(breaker(&guard).state, BreakerState::Closed);
}

#[test]
fn an_attempt_that_is_slow_counts_as_a_failure_although_it_succeeds() {
    let (guard, hand) = guard(|guard| {
        guard
            .timeout(ms(2_000))
            .breaker("50%/30s slow:300ms".parse().unwrap())
    });
    let clock = guard.clock().clone();
    let answer = turned(
        &hand,
        guard.once(|| async {
            clock.sleep(ms(300)).await;
            Answer::Ok(1)
        }),
    );
    assert_eq!(answer.unwrap(), 1);
    assert_eq!(counted(&guard), (1, 1));
}

#[test]
fn without_a_breaker_every_attempt_is_made() {
    let (guard, _) = guard(|guard| guard.without_breaker("it runs on this machine"));
    for _ in 0..100 {
        assert_eq!(failure(&fail(&guard)), Some("connect"));
    }
}
