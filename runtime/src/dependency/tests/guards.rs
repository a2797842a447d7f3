//! Guards by name, how they are put together, and those of declared functions.

use std::future::{pending, ready};
use std::time::Duration;

use super::fixture::{Answer, Count, breaker, done, failed, ms, polled, rejection};
use crate::clock::Clock;
use crate::context::RequestContext;
use crate::dependency::breaker::BreakerState;
use crate::dependency::declared::{call_dependency, repeat_dependency};
use crate::dependency::registry::Registry;
use crate::dependency::{DeclaredDependency, ErrorClass, Guard, SaidOfDependency};

#[test]
fn guards_of_one_name_share_a_breaker_and_a_bulkhead() {
    let (clock, _hand) = Clock::manual();
    let one = |name: &str| Guard::builder(name).clock(clock.clone()).guard("payments");
    let charge = one("charge")
        .concurrency("1".parse().unwrap())
        .build()
        .unwrap();
    let refund = one("refund").build().unwrap();
    let mut held = Box::pin(charge.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    assert_eq!(rejection(&done(refund.once(|| ready(Ok(1))))), Some("full"));
    assert_eq!((charge.name(), refund.name()), ("charge", "refund"));
    // By another clock it is another one.
    let apart = Guard::builder("refund")
        .clock(Clock::manual().0)
        .guard("payments");
    let apart = apart.build().unwrap();
    assert!(done(apart.once(|| ready(Answer::Ok(1)))).is_ok());
}

#[test]
fn the_first_of_two_that_contradict_each_other_stands() {
    let (clock, _hand) = Clock::manual();
    let one = || Guard::builder("payments").clock(clock.clone());
    let first = one().concurrency("1".parse().unwrap()).build().unwrap();
    let second = one()
        .concurrency("2".parse().unwrap())
        .breaker("50%/30s".parse().unwrap())
        .build()
        .unwrap();
    assert_eq!(
        second.shared().contradicted_by(second.spec()),
        ["concurrency"]
    );
    assert!(first.shared().contradicted_by(first.spec()).is_empty());
    let mut held = Box::pin(second.once(pending::<Answer>));
    assert!(polled(&mut held).is_none());
    assert_eq!(rejection(&done(first.once(|| ready(Ok(1))))), Some("full"));
}

#[test]
fn a_guard_that_promises_what_it_cannot_keep_is_not_built() {
    let error = Guard::builder("no name")
        .timeout(ms(100))
        .attempt(ms(200))
        .retry("3".parse().unwrap())
        .build()
        .unwrap_err();
    let text = error.to_string();
    assert!(error.breaches().len() >= 3, "{text}");
    assert!(
        text.contains("no name") && text.contains("help: "),
        "{text}"
    );
}

#[test]
fn a_time_is_rounded_up_to_whole_milliseconds() {
    let guard = Guard::builder("rates").clock(Clock::manual().0);
    let guard = guard
        .timeout(Duration::from_micros(1_500_001))
        .build()
        .unwrap();
    assert_eq!(guard.spec().timeout.as_millis(), 1_501);
}

static DECLARED: DeclaredDependency = DeclaredDependency::new(SaidOfDependency::new(
    "declared\ntimeout 2s\nidempotent\nretry 2\nbreaker 50%/30s min:2 open:5s\n",
    module_path!(),
    2_000,
));

/// A request that is served by a clock that a test turns.
fn request(clock: &Clock) -> RequestContext {
    RequestContext::of_a_test_until("/order", None, clock.clone())
}

#[test]
fn a_declared_call_has_the_clock_and_the_breaker_of_the_test_that_serves_its_request() {
    let (clock, hand) = Clock::manual();
    let call = || call_dependency(&DECLARED, None, || ready(failed(ErrorClass::connect())));
    for _ in 0..2 {
        assert!(done(request(&clock).scope(call())).is_err());
    }
    let answer = done(request(&clock).scope(call()));
    assert_eq!(rejection(&answer), Some("open"));
    // Another test's is not open, and the process's neither.
    let fine = || call_dependency(&DECLARED, None, || ready(Answer::Ok(1)));
    assert!(done(request(&Clock::manual().0).scope(fine())).is_ok());
    assert!(done(fine()).is_ok());
    // The hand that turns the test's clock turns its time.
    hand.advance(ms(5_000));
    assert!(done(request(&clock).scope(fine())).is_ok());
    let guards = Registry::of(&clock).guards();
    assert_eq!(guards.len(), 1);
    assert_eq!(breaker(&guards[0]).state, BreakerState::HalfOpen);
}

#[test]
fn a_declared_call_that_may_is_made_again_by_the_tests_clock() {
    let (clock, hand) = Clock::manual();
    let made = Count::default();
    let mut call = Box::pin(
        request(&clock).scope(repeat_dependency(&DECLARED, None, || {
            ready(match made.up() {
                1 => failed(ErrorClass::connect()),
                number => Ok(number),
            })
        })),
    );
    assert!(polled(&mut call).is_none());
    hand.advance_to_next();
    assert_eq!(polled(&mut call).unwrap().unwrap(), 2);
}
