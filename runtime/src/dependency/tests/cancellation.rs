//! A call that is given up at any point, or panics there, leaves nothing behind.

use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use fastrand::Rng;
use metrics::{
    Counter, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use parking_lot::Mutex;

use super::fixture::{Answer, breaker, counted, done, failed, guard, in_flight, ms};
use crate::clock::ManualClock;
use crate::dependency::breaker::{BreakerState, Forced};
use crate::dependency::{ErrorClass, Guard, GuardBuilder};

/// How an attempt ends, after it was polled so often without one.
#[derive(Debug, Clone, Copy)]
enum End {
    Answer,
    /// By a failure that is retried and counts.
    Fail,
    /// By an error that is neither.
    Refuse,
    Panic,
    Never,
}

/// The ends of a call's attempts, in their order; the last one is that of all further ones.
type Script = &'static [(u32, End)];

/// In which state the call finds the dependency.
#[derive(Debug, Clone, Copy)]
enum Found {
    Closed,
    HalfOpen,
    /// All places are taken, until the call was polled so often.
    FullUntil(usize),
}

/// How the call is made.
#[derive(Debug, Clone, Copy)]
enum By {
    Once,
    Call,
    Key,
}

/// A guard, and what can be seen of its calls from outside.
struct World {
    guard: Guard,
    hand: ManualClock,
    calls: Arc<Level>,
    /// How many attempts have begun, and how many are under way.
    made: Cell<u32>,
    alive: Cell<usize>,
}

type InCall<'w> = Pin<Box<dyn Future<Output = Answer> + 'w>>;

impl World {
    fn new(built: impl FnOnce(GuardBuilder) -> GuardBuilder) -> Self {
        let calls = Arc::new(Level::default());
        let (guard, hand) =
            metrics::with_local_recorder(&InFlight(Arc::clone(&calls)), || guard(built));
        Self {
            guard,
            hand,
            calls,
            made: Cell::new(0),
            alive: Cell::new(0),
        }
    }

    fn call(&self, by: By, script: Script) -> InCall<'_> {
        let mut next = 0;
        let attempt = move || {
            let (polls, end) = script[next.min(script.len() - 1)];
            next += 1;
            self.made.set(self.made.get() + 1);
            self.attempt(polls, end)
        };
        match by {
            By::Once => Box::pin(self.guard.once(attempt)),
            By::Call => Box::pin(self.guard.call(attempt)),
            By::Key => Box::pin(async move { self.guard.keyed("order 7", attempt).await }),
        }
    }

    async fn attempt(&self, polls: u32, end: End) -> Answer {
        let _alive = Alive::of(&self.alive);
        for _ in 0..polls {
            once_pending().await;
        }
        match end {
            End::Answer => Ok(7),
            End::Fail => failed(ErrorClass::connect()),
            End::Refuse => failed(ErrorClass::answer("not_found")),
            End::Panic => panic!("in the attempt"),
            End::Never => pending().await,
        }
    }

    fn budget_used(&self) -> u64 {
        let now = self.guard.clock().now();
        self.guard.shared().budget.state(now).used
    }

    fn waiting(&self) -> usize {
        self.guard
            .bulkhead()
            .map_or(0, |bulkhead| bulkhead.waiting())
    }

    fn force(&self, forced: Option<Forced>) {
        if let Some(breaker) = &self.guard.shared().breaker {
            breaker.force(forced, self.guard.clock().now());
        }
    }

    /// Nothing is held by anybody, and with some time and answers all is as in the beginning.
    fn check_that_nothing_is_left(&self) {
        assert_eq!(self.alive.get(), 0, "attempts under way");
        assert_eq!((in_flight(&self.guard), self.waiting()), (0, 0), "permits");
        assert_eq!(breaker(&self.guard).probes_in_flight, 0, "probes");
        assert!(self.calls.get().abs() < 0.5, "the gauge of calls in flight");
        self.force(None);
        self.hand.advance(Duration::from_secs(30));
        for _ in 0..3 {
            let answer = done(self.call(By::Once, &[(0, End::Answer)]));
            assert!(answer.is_ok(), "{answer:?}");
        }
        assert_eq!(breaker(&self.guard).state, BreakerState::Closed);
    }
}

/// One attempt, for as long as it is under way.
struct Alive<'c>(&'c Cell<usize>);

impl<'c> Alive<'c> {
    fn of(alive: &'c Cell<usize>) -> Self {
        alive.set(alive.get() + 1);
        Self(alive)
    }
}

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

fn once_pending() -> impl Future<Output = ()> {
    let mut was_polled = false;
    poll_fn(move |_| match std::mem::replace(&mut was_polled, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
}

/// Whether the call has come to an end, be it by a panic.
fn has_ended(call: &mut InCall<'_>) -> bool {
    let poll = || call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    catch_unwind(AssertUnwindSafe(poll)).map_or(true, |polled| polled.is_ready())
}

/// Of 900 ms, with two more attempts at most, and one probe where it is half-open.
fn plain(guard: GuardBuilder) -> GuardBuilder {
    guard
        .timeout(ms(900))
        .attempt(ms(150))
        .idempotent()
        .retry("3 base:20ms max:60ms".parse().unwrap())
        .breaker(
            "50%/2s min:100 open:100ms max:400ms probes:1"
                .parse()
                .unwrap(),
        )
        .concurrency("1 wait:100ms".parse().unwrap())
}

/// The same with a second attempt beside one that takes longer than 50 ms.
fn hedged(guard: GuardBuilder) -> GuardBuilder {
    plain(guard).hedge("50ms".parse().unwrap())
}

/// The same with a breaker that the first failure opens.
fn brittle(guard: GuardBuilder) -> GuardBuilder {
    plain(guard).breaker(
        "50%/2s min:1 open:100ms max:400ms probes:1"
            .parse()
            .unwrap(),
    )
}

type Built = fn(GuardBuilder) -> GuardBuilder;

/// Polls a call so often, drops it, and checks what is left of it; whether it had come to its end.
fn drop_after(polls: usize, built: Built, found: Found, by: By, script: Script) -> bool {
    let world = World::new(built);
    if let Found::HalfOpen = found {
        world.force(Some(Forced::Open));
        world.force(None);
    }
    let mut occupant = match found {
        Found::FullUntil(_) => world
            .guard
            .bulkhead()
            .and_then(|bulkhead| bulkhead.try_enter()),
        Found::Closed | Found::HalfOpen => None,
    };
    let mut call = world.call(by, script);
    let mut is_over = false;
    for poll in 0..polls {
        if let Found::FullUntil(until) = found
            && poll == until
        {
            occupant = None;
        }
        is_over = has_ended(&mut call);
        if is_over {
            break;
        }
        assert!(in_flight(&world.guard) <= 1);
        world.hand.advance(ms(20));
    }
    let before = (counted(&world.guard), world.budget_used());
    drop(call);
    drop(occupant);
    let after = (counted(&world.guard), world.budget_used());
    assert_eq!(before, after, "to give up counts as nothing");
    let retries = u64::from(world.made.get().saturating_sub(1));
    assert_eq!(world.budget_used(), retries, "what is taken is used");
    world.check_that_nothing_is_left();
    is_over
}

#[test]
#[expect(clippy::print_stdout, reason = "the call, to repeat a failure with")]
fn a_call_that_is_dropped_after_any_poll_leaves_nothing_behind() {
    use End::{Answer, Fail, Never, Panic, Refuse};
    let scripts: [Script; 9] = [
        &[(0, Answer)],
        &[(3, Answer)],
        &[(2, Refuse)],
        &[(2, Fail), (1, Fail), (2, Answer)],
        &[(0, Fail)],
        &[(1, Fail), (4, Panic)],
        &[(0, Panic)],
        &[(0, Never), (4, Answer)],
        &[(0, Never)],
    ];
    let mut dropped = 0;
    for (number, script) in scripts.into_iter().enumerate() {
        for built in [plain as Built, hedged, brittle] {
            for found in [
                Found::Closed,
                Found::HalfOpen,
                Found::FullUntil(3),
                Found::FullUntil(9),
            ] {
                for by in [By::Once, By::Call, By::Key] {
                    println!("script {number}, {found:?}, by {by:?}");
                    let is_over = |polls| drop_after(polls, built, found, by, script);
                    let Some(polls) = (0..100).find(|polls| is_over(*polls)) else {
                        panic!("script {number} by {by:?} never ends");
                    };
                    dropped += polls;
                }
            }
        }
    }
    assert!(dropped > 1_000, "{dropped} calls dropped");
}

/// Many calls under one guard, each of which may be given up at any time.
#[test]
#[expect(clippy::print_stdout, reason = "the seed, to repeat a failure with")]
fn calls_that_are_given_up_at_random_leave_nothing_behind() {
    use End::{Answer, Fail, Never, Panic, Refuse};
    const SCRIPTS: [Script; 6] = [
        &[(1, Answer)],
        &[(2, Fail), (1, Answer)],
        &[(0, Fail)],
        &[(0, Never), (1, Answer)],
        &[(1, Refuse)],
        &[(2, Panic)],
    ];
    for round in 0..60 {
        let seed = fastrand::u64(..);
        println!("round {round}: seed {seed}");
        let mut rng = Rng::with_seed(seed);
        let does_hedge = rng.bool();
        let world = World::new(|guard| {
            let guard = if does_hedge {
                hedged(guard)
            } else {
                plain(guard)
            };
            guard
                .breaker(
                    "50%/2s min:4 open:100ms max:400ms probes:2"
                        .parse()
                        .unwrap(),
                )
                .concurrency("3 wait:100ms".parse().unwrap())
        });
        let mut calls: Vec<InCall<'_>> = Vec::new();
        for _ in 0..300 {
            match rng.u8(0..100) {
                0..25 => {
                    let mut call = world.call(By::Call, SCRIPTS[rng.usize(..SCRIPTS.len())]);
                    if !has_ended(&mut call) {
                        calls.push(call);
                    }
                }
                25..65 if !calls.is_empty() => {
                    let place = rng.usize(..calls.len());
                    if has_ended(&mut calls[place]) {
                        drop(calls.swap_remove(place));
                    }
                }
                65..75 if !calls.is_empty() => drop(calls.swap_remove(rng.usize(..calls.len()))),
                75..98 => world.hand.advance(ms(rng.u64(0..60))),
                98 => world.force(rng.choice([Forced::Open, Forced::Closed])),
                _ => world.force(None),
            }
            let told = breaker(&world.guard);
            assert!(told.probes_in_flight + told.probes_passed <= 2);
            assert!(in_flight(&world.guard) <= 3);
            assert!(in_flight(&world.guard) <= calls.len());
            assert!(world.waiting() <= calls.len());
            assert!((world.calls.get() - calls.len() as f64).abs() < 0.5);
        }
        drop(calls);
        world.check_that_nothing_is_left();
    }
}

/// A gauge that can be read.
#[derive(Default)]
struct Level(Mutex<f64>);

impl Level {
    fn get(&self) -> f64 {
        *self.0.lock()
    }
}

impl GaugeFn for Level {
    fn increment(&self, by: f64) {
        *self.0.lock() += by;
    }

    fn decrement(&self, by: f64) {
        *self.0.lock() -= by;
    }

    fn set(&self, to: f64) {
        *self.0.lock() = to;
    }
}

/// Records how many calls are in flight, and nothing else.
struct InFlight(Arc<Level>);

impl Recorder for InFlight {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        match key.name() {
            "hardpoint.dependency.in_flight" => Gauge::from_arc(Arc::clone(&self.0)),
            _ => Gauge::noop(),
        }
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}
