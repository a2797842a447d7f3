//! An attempt, its time, and what can be seen of the call from inside of it.

use std::future::{pending, ready};
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use super::fixture::{
    Answer, Count, breaker, counted, done, failed, guard, in_flight, ms, polled, rejection, turned,
};
use crate::dependency::{ErrorClass, current};

#[test]
fn a_call_that_succeeds_is_made_once() {
    let (guard, _) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let answer: Answer = done(guard.call(|| async { Ok(made.up()) }));
    assert_eq!(answer.unwrap(), 1);
    assert_eq!(made.get(), 1);
}

#[test]
fn an_attempt_ends_with_its_time() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)).attempt(ms(500)));
    let mut call = Box::pin(guard.call(pending::<Answer>));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(499));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(1));
    let answer = polled(&mut call).unwrap();
    assert_eq!(rejection(&answer), Some("attempt"));
    // It had its time, and the dependency has not answered in it.
    assert_eq!(counted(&guard), (1, 1));
}

#[test]
fn an_attempt_that_took_too_long_is_dropped_before_the_next_one_begins() {
    struct Alive<'c>(&'c Count);
    impl Drop for Alive<'_> {
        fn drop(&mut self) {
            self.0.up();
        }
    }
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)).attempt(ms(500)).idempotent());
    let (begun, ended) = (Count::default(), Count::default());
    let answer = turned(
        &hand,
        guard.call(|| async {
            assert_eq!(begun.up(), ended.get() + 1);
            let _alive = Alive(&ended);
            pending::<Answer>().await
        }),
    );
    assert_eq!(rejection(&answer), Some("attempt"));
    assert_eq!((begun.get(), ended.get()), (3, 3));
}

#[test]
fn no_timer_is_set_for_what_is_ready_at_once() {
    let (guard, hand) = guard(|guard| guard.idempotent().hedge("200ms".parse().unwrap()));
    let answer: Answer = done(guard.call(|| async { Ok(1) }));
    assert!(answer.is_ok());
    assert!(hand.advance_to_next().is_none(), "somebody waits");
}

#[test]
fn whoever_gives_up_a_call_says_nothing_of_the_dependency_and_keeps_nothing() {
    let (guard, _hand) = guard(|guard| guard.idempotent());
    let mut call = Box::pin(guard.call(pending::<Answer>));
    assert!(polled(&mut call).is_none());
    assert_eq!(in_flight(&guard), 1);
    drop(call);
    assert_eq!(in_flight(&guard), 0);
    assert_eq!(counted(&guard), (0, 0));
    // Nor while it waits for another attempt, of which the first is counted.
    let mut call = Box::pin(guard.call(|| ready(failed(ErrorClass::connect()))));
    assert!(polled(&mut call).is_none());
    assert_eq!(in_flight(&guard), 1);
    drop(call);
    assert_eq!(in_flight(&guard), 0);
    assert_eq!(counted(&guard), (1, 1));
}

#[test]
fn a_panic_says_nothing_of_the_dependency_and_keeps_nothing() {
    let (guard, _) = guard(|guard| guard.idempotent());
    let call = guard.call(|| async {
        if true {
            panic!("its own")
        } else {
            Answer::Ok(1)
        }
    });
    let panicked = AssertUnwindSafe(call).catch_unwind().now_or_never();
    assert!(panicked.unwrap().is_err());
    assert_eq!(in_flight(&guard), 0);
    assert_eq!(counted(&guard), (0, 0));
    assert!(current().is_none(), "no call is left behind on the thread");
    assert_eq!(breaker(&guard).probes_in_flight, 0);
}

#[test]
fn an_attempt_sees_its_name_its_number_its_key_and_its_time() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)).attempt(ms(500)).idempotent());
    assert!(current().is_none());
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.keyed(&format_args!("order-{}", 7), || async {
            let call = current().unwrap();
            let number = made.up();
            assert_eq!((call.name(), call.attempt()), ("inventory", number));
            assert_eq!(call.key(), Some("order-7"));
            assert_eq!(call.deadline().remaining(), Some(ms(500)));
            assert!(!format!("{call:?}").contains("order-7"));
            failed(ErrorClass::connect())
        }),
    );
    assert!(answer.is_err());
    assert_eq!(made.get(), 3);
    assert!(current().is_none());
}
