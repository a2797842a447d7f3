//! What a call comes to, and how often it is attempted.

use std::future::pending;

use futures_util::FutureExt;

use super::fixture::{Answer, Count, failed, guard, ms, polled};
use crate::dependency::{DependencyError, ErrorClass, Rejected};

#[test]
fn a_call_that_succeeds_is_made_once() {
    let (guard, _) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let answer: Answer = guard
        .call(|| async { Ok(made.up()) })
        .now_or_never()
        .unwrap();
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
    let error = polled(&mut call).unwrap().unwrap_err();
    assert!(
        matches!(&error, DependencyError::Rejected(Rejected::Attempt { .. })),
        "{error}"
    );
}

#[test]
fn a_call_that_may_is_made_three_times_in_all() {
    let (guard, hand) = guard(|guard| guard.idempotent());
    let made = Count::default();
    let mut call = Box::pin(guard.call(|| async {
        made.up();
        Answer::Err(failed(ErrorClass::connect()))
    }));
    let error = loop {
        match polled(&mut call) {
            Some(answer) => break answer.unwrap_err(),
            None => hand.advance(ms(1_000)),
        }
    };
    assert!(matches!(error, DependencyError::Failed { .. }), "{error}");
    assert_eq!(made.get(), 3);
}
