//! The time that a call has: its own, its request's, and that of the call around it.

use std::future::{pending, ready};
use std::time::Duration;

use super::fixture::{
    Answer, Count, counted, done, failed, guard, in_flight, ms, polled, rejection, turned,
};
use crate::clock::{Clock, ManualClock};
use crate::context::RequestContext;
use crate::dependency::plan::Plan;
use crate::dependency::{ErrorClass, GuardBuilder, current};

/// A request with so much time left, by a clock of its own.
fn request(left: Duration) -> (RequestContext, ManualClock) {
    let (clock, hand) = Clock::manual();
    // Its clock has gone on for longer than the guard's has: moments of the one mean nothing to the
    // other.
    hand.advance(ms(3_600_000));
    let until = clock.now().after(left);
    (
        RequestContext::of_a_test_until("/order", Some(until), clock),
        hand,
    )
}

#[test]
fn a_call_ends_with_its_time_whatever_it_may_still_attempt() {
    let (guard, hand) = guard(|guard| {
        guard
            .timeout(ms(1_000))
            .attempt(ms(300))
            .idempotent()
            .retry("3 base:1ms max:1ms".parse().unwrap())
    });
    let began = guard.clock().now();
    let made = Count::default();
    let answer = turned(
        &hand,
        guard.call(|| async {
            made.up();
            pending::<Answer>().await
        }),
    );
    assert_eq!(rejection(&answer), Some("attempt"));
    assert_eq!(made.get(), 3);
    assert!(guard.clock().now().since(began) <= ms(1_000));
}

#[test]
fn a_call_takes_what_is_left_to_its_request_by_whichever_clock_that_is_served() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)));
    let (request, _) = request(ms(700));
    let mut call = Box::pin(request.scope(guard.once(|| async {
        assert_eq!(current().unwrap().deadline().remaining(), Some(ms(700)));
        pending::<Answer>().await
    })));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(699));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(1));
    assert_eq!(rejection(&polled(&mut call).unwrap()), Some("deadline"));
}

#[test]
fn a_request_without_a_deadline_leaves_a_call_its_own() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)));
    let request = RequestContext::of_a_test("/order");
    let mut call = Box::pin(request.scope(guard.once(pending::<Answer>)));
    assert!(polled(&mut call).is_none());
    hand.advance(ms(2_000));
    assert_eq!(rejection(&polled(&mut call).unwrap()), Some("attempt"));
}

#[test]
fn a_call_whose_request_is_over_never_starts() {
    let (guard, _) = guard(|guard| guard);
    let (request, _) = request(Duration::ZERO);
    let made = Count::default();
    let answer: Answer = done(request.scope(guard.once(|| async { Ok(made.up()) })));
    assert_eq!(rejection(&answer), Some("deadline"));
    assert_eq!(made.get(), 0);
    assert_eq!((in_flight(&guard), counted(&guard)), (0, (0, 0)));
}

#[test]
fn a_call_takes_what_the_attempt_leaves_inside_of_which_it_is_made() {
    let (outer, outer_hand) = guard(|guard| guard.timeout(ms(2_000)).attempt(ms(400)));
    let (inner, inner_hand) = guard(|guard| guard.timeout(ms(2_000)));
    let made = Count::default();
    let mut call = Box::pin(outer.once(|| async {
        let answer = inner
            .once(|| async {
                made.up();
                let call = current().unwrap();
                assert_eq!(call.deadline().remaining(), Some(ms(400)));
                pending::<Answer>().await
            })
            .await;
        assert_eq!(current().unwrap().deadline().remaining(), Some(ms(400)));
        assert_eq!(rejection(&answer), Some("deadline"));
        answer
    }));
    assert!(polled(&mut call).is_none());
    inner_hand.advance(ms(400));
    let answer = polled(&mut call).unwrap();
    assert_eq!(rejection(&answer), Some("deadline"));
    assert_eq!(made.get(), 1);
    drop(outer_hand);
}

#[test]
fn a_dependency_that_was_given_its_time_has_failed_and_one_that_was_given_none_has_not() {
    let cut_after = |left| {
        let (guard, hand) = guard(|guard| guard.timeout(ms(2_000)).attempt(ms(1_000)));
        let (request, _) = request(left);
        let answer = turned(&hand, request.scope(guard.once(pending::<Answer>)));
        assert_eq!(rejection(&answer), Some("deadline"));
        counted(&guard)
    };
    // Where requests have less time than their calls, a dependency that hangs is found out, too.
    assert_eq!(cut_after(ms(500)), (1, 1));
    assert_eq!(cut_after(ms(499)), (0, 0));
}

#[test]
fn what_is_slow_by_its_policy_is_slow_when_it_is_cut_off() {
    let cut_after = |left| {
        let (guard, hand) = guard(|guard| {
            guard
                .timeout(ms(2_000))
                .attempt(ms(1_000))
                .breaker("50%/30s slow:200ms".parse().unwrap())
        });
        let (request, _) = request(left);
        let answer = turned(&hand, request.scope(guard.once(pending::<Answer>)));
        assert_eq!(rejection(&answer), Some("deadline"));
        counted(&guard)
    };
    assert_eq!(cut_after(ms(200)), (1, 1));
    assert_eq!(cut_after(ms(199)), (0, 0));
}

#[test]
fn half_of_an_attempts_time_or_of_its_endpoints_is_enough_to_be_found_slow_in() {
    let plan = |built: fn(GuardBuilder) -> GuardBuilder| {
        let (guard, _) = guard(|guard| built(guard.timeout(ms(10_000)).attempt(ms(10_000))));
        Plan::of(guard.spec())
    };
    let plain = plan(|guard| guard);
    let is_slow = |took, whole: Option<u64>| plain.was_too_slow(ms(took), whole.map(ms));
    assert!(is_slow(5_000, None) && !is_slow(4_999, None));
    assert!(is_slow(5_000, Some(30_000)) && !is_slow(4_999, Some(30_000)));
    assert!(is_slow(1_000, Some(2_000)) && !is_slow(999, Some(2_000)));
    let slow = plan(|guard| guard.breaker("50%/30s slow:1500ms".parse().unwrap()));
    assert!(slow.was_too_slow(ms(1_500), None) && !slow.was_too_slow(ms(1_499), None));
    assert!(slow.was_too_slow(ms(1_000), Some(ms(2_000))));
}

#[test]
fn a_request_that_is_over_ends_the_retries() {
    let (guard, hand) = guard(|guard| guard.timeout(ms(9_000)).idempotent());
    let (request, _) = request(ms(50));
    let made = Count::default();
    let answer = turned(
        &hand,
        request.scope(guard.call(|| {
            made.up();
            ready(failed(ErrorClass::connect().retry_after(ms(60))))
        })),
    );
    assert!(answer.is_err());
    assert_eq!(made.get(), 1);
    assert_eq!(
        guard.clock().now().as_nanos(),
        0,
        "nobody waits for nothing"
    );
}
