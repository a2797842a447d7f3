//! How many calls are made at once.

use std::future::{pending, ready};

use super::fixture::{
    Answer, counted, done, failed, guard, in_flight, ms, polled, rejection, turned,
};
use crate::dependency::ErrorClass;

#[test]
fn a_call_beyond_the_limit_is_refused_at_once() {
    let (guard, _) = guard(|guard| guard.concurrency("1".parse().unwrap()));
    let mut held = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    assert_eq!(rejection(&done(guard.once(|| ready(Ok(1))))), Some("full"));
    assert_eq!(counted(&guard), (0, 0), "it says nothing of the dependency");
    drop(held);
    assert_eq!(done(guard.once(|| ready(Answer::Ok(1)))).unwrap(), 1);
}

#[test]
fn a_call_keeps_its_place_for_all_of_its_attempts() {
    let (guard, hand) = guard(|guard| {
        guard
            .idempotent()
            .concurrency("1".parse().unwrap())
            .retry("2 base:1s max:1s".parse().unwrap())
    });
    let mut call = Box::pin(guard.call(|| ready(failed(ErrorClass::connect()))));
    assert!(
        polled(&mut call).is_none(),
        "it waits for its second attempt"
    );
    assert_eq!(in_flight(&guard), 1);
    assert!(turned(&hand, call).is_err());
    assert_eq!(in_flight(&guard), 0);
}

#[test]
fn a_call_waits_for_its_turn_as_long_as_it_may() {
    let (guard, hand) = guard(|guard| guard.concurrency("1 wait:50ms".parse().unwrap()));
    let mut held = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    let mut late = Box::pin(guard.once(|| ready(Answer::Ok(1))));
    assert!(polled(&mut late).is_none());
    hand.advance(ms(50));
    assert_eq!(rejection(&polled(&mut late).unwrap()), Some("full"));

    let mut next = Box::pin(guard.once(|| ready(Answer::Ok(2))));
    assert!(polled(&mut next).is_none());
    drop(held);
    assert_eq!(polled(&mut next).unwrap().unwrap(), 2);
}

#[test]
fn the_wait_for_a_turn_is_a_part_of_the_calls_time() {
    let (guard, hand) = guard(|guard| {
        guard
            .timeout(ms(100))
            .concurrency("1 wait:50ms".parse().unwrap())
    });
    let mut held = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    let mut next = Box::pin(guard.once(pending::<Answer>));
    assert!(polled(&mut next).is_none());
    hand.advance(ms(40));
    drop(held);
    assert!(polled(&mut next).is_none());
    hand.advance(ms(60));
    assert_eq!(rejection(&polled(&mut next).unwrap()), Some("deadline"));
}
