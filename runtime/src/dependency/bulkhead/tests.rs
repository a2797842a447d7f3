//! Who is let in, who waits for how long, and what becomes of a permit whose waiter has gone.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Barrier;
use std::task::{Context, Poll, Waker};
use std::thread;

use fastrand::Rng;

use super::*;
use crate::clock::ManualClock;

const WAIT: Duration = Duration::from_millis(50);
const MILLI: Duration = Duration::from_millis(1);

fn bulkhead(text: &str) -> Bulkhead {
    Bulkhead::new(&text.parse().unwrap())
}

type Entering<'a> = Pin<Box<dyn Future<Output = Result<Permit<'a>, Full>> + 'a>>;

fn poll<'a>(entering: &mut Entering<'a>) -> Poll<Result<Permit<'a>, Full>> {
    entering
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

/// What comes of the first poll, for what never waits.
fn enter<'a>(bulkhead: &'a Bulkhead, clock: &'a Clock) -> Result<Permit<'a>, Full> {
    let mut entering: Entering<'a> = Box::pin(bulkhead.enter(clock, None));
    match poll(&mut entering) {
        Poll::Ready(entered) => entered,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn without_a_wait_whoever_finds_it_full_is_refused_at_once() {
    let (clock, _hand) = Clock::manual();
    let bulkhead = bulkhead("2");
    let permits = [(); 2].map(|()| enter(&bulkhead, &clock).unwrap());
    assert_eq!(bulkhead.in_flight(), 2);
    let waited = Duration::ZERO;
    assert_eq!(enter(&bulkhead, &clock).unwrap_err(), Full { waited });
    drop(permits);
    assert_eq!(bulkhead.in_flight(), 0);
    assert!(enter(&bulkhead, &clock).is_ok());
}

#[test]
fn a_panic_gives_the_permit_back() {
    let (clock, _hand) = Clock::manual();
    let bulkhead = bulkhead("1");
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _permit = enter(&bulkhead, &clock).unwrap();
        panic!("in the call");
    }));
    assert!(panicked.is_err());
    assert_eq!(bulkhead.in_flight(), 0);
}

#[test]
fn whoever_waits_is_refused_after_the_wait_and_not_before() {
    let (clock, hand) = Clock::manual();
    let bulkhead = bulkhead("1 wait:50ms");
    let _permit = enter(&bulkhead, &clock).unwrap();
    for (at_most, wait) in [
        (None, WAIT),
        (Some(MILLI * 20), MILLI * 20),
        (Some(WAIT * 2), WAIT),
    ] {
        let mut entering: Entering<'_> = Box::pin(bulkhead.enter(&clock, at_most));
        assert!(poll(&mut entering).is_pending());
        assert_eq!(bulkhead.waiting(), 1);
        hand.advance(wait - MILLI);
        assert!(poll(&mut entering).is_pending());
        hand.advance(MILLI);
        let Poll::Ready(Err(full)) = poll(&mut entering) else {
            panic!("it waits for longer");
        };
        assert_eq!(full, Full { waited: wait });
        assert_eq!(bulkhead.waiting(), 0);
    }
    // Whose deadline has passed does not even wait.
    let mut entering: Entering<'_> = Box::pin(bulkhead.enter(&clock, Some(Duration::ZERO)));
    assert!(matches!(poll(&mut entering), Poll::Ready(Err(_))));
}

#[test]
fn a_permit_that_comes_after_the_wait_is_not_taken_and_serves_the_next() {
    let (clock, hand) = Clock::manual();
    let bulkhead = bulkhead("1 wait:50ms");
    let permit = enter(&bulkhead, &clock).unwrap();
    let mut late: Entering<'_> = Box::pin(bulkhead.enter(&clock, None));
    assert!(poll(&mut late).is_pending());
    hand.advance(MILLI);
    let mut next: Entering<'_> = Box::pin(bulkhead.enter(&clock, None));
    assert!(poll(&mut next).is_pending());
    drop(permit);
    hand.advance(WAIT - MILLI);
    assert!(matches!(poll(&mut late), Poll::Ready(Err(_))));
    assert!(matches!(poll(&mut next), Poll::Ready(Ok(_))));
    assert_eq!((bulkhead.in_flight(), bulkhead.waiting()), (0, 0));
}

/// A bulkhead, those who came to it in their order, and what has to be true of it.
struct World<'a> {
    bulkhead: &'a Bulkhead,
    limit: usize,
    clock: &'a Clock,
    hand: &'a ManualClock,
    /// With when they began to wait.
    waiting: Vec<(u32, Duration, Entering<'a>)>,
    inside: Vec<Permit<'a>>,
    /// Of those that wait, in their order: who has been given a permit without knowing it yet.
    granted: Vec<u32>,
    queue: VecDeque<u32>,
    now: Duration,
    next: u32,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Come,
    Poll(usize),
    GiveUp(usize),
    Leave(usize),
    Pass(Duration),
}

impl<'a> World<'a> {
    fn new(bulkhead: &'a Bulkhead, clock: &'a Clock, hand: &'a ManualClock) -> Self {
        Self {
            bulkhead,
            limit: bulkhead.limit,
            clock,
            hand,
            waiting: Vec::new(),
            inside: Vec::new(),
            granted: Vec::new(),
            queue: VecDeque::new(),
            now: Duration::ZERO,
            next: 0,
        }
    }

    /// Does `deed` if it can be done.
    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Come => {
                let mut entering: Entering<'a> = Box::pin(self.bulkhead.enter(self.clock, None));
                let is_free = self.inside.len() + self.granted.len() < self.limit;
                match poll(&mut entering) {
                    Poll::Ready(entered) => {
                        assert!(is_free, "nobody overtakes the queue");
                        self.inside.push(entered.unwrap());
                    }
                    Poll::Pending => {
                        assert!(!is_free, "a free permit is taken at once");
                        self.queue.push_back(self.next);
                        self.waiting.push((self.next, self.now, entering));
                        self.next += 1;
                    }
                }
            }
            Deed::Poll(place) if place < self.waiting.len() => {
                let (id, since, entering) = &mut self.waiting[place];
                let (id, is_over) = (*id, self.now - *since >= WAIT);
                match poll(entering) {
                    Poll::Pending => assert!(!self.granted.contains(&id) && !is_over),
                    Poll::Ready(Ok(permit)) => {
                        assert!(self.granted.contains(&id), "out of turn");
                        assert!(!is_over);
                        self.granted.retain(|granted| *granted != id);
                        self.inside.push(permit);
                        drop(self.waiting.remove(place));
                    }
                    Poll::Ready(Err(_)) => {
                        assert!(is_over);
                        drop(self.waiting.remove(place));
                        self.gone(id);
                    }
                }
            }
            Deed::GiveUp(place) if place < self.waiting.len() => {
                let (id, _, entering) = self.waiting.remove(place);
                drop(entering);
                self.gone(id);
            }
            Deed::Leave(place) if place < self.inside.len() => {
                drop(self.inside.swap_remove(place));
                self.freed();
            }
            Deed::Pass(span) => {
                self.hand.advance(span);
                self.now += span;
            }
            Deed::Poll(_) | Deed::GiveUp(_) | Deed::Leave(_) => {}
        }
        let used = self.inside.len() + self.granted.len();
        assert!(used <= self.limit);
        assert_eq!(self.bulkhead.in_flight(), used, "permits in = permits out");
        assert_eq!(self.bulkhead.waiting(), self.waiting.len());
    }

    /// One that waited is gone; a permit it had been given goes to the next.
    fn gone(&mut self, id: u32) {
        self.queue.retain(|queued| *queued != id);
        if self.granted.contains(&id) {
            self.granted.retain(|granted| *granted != id);
            self.freed();
        }
    }

    fn freed(&mut self) {
        self.granted.extend(self.queue.pop_front());
    }

    /// All leave in any order; nothing is left behind.
    fn end(mut self) {
        while !self.waiting.is_empty() {
            self.act(Deed::GiveUp(self.waiting.len() / 2));
        }
        while !self.inside.is_empty() {
            self.act(Deed::Leave(0));
        }
        assert_eq!((self.bulkhead.in_flight(), self.bulkhead.waiting()), (0, 0));
        let permits: Vec<_> = (0..self.limit)
            .map(|_| enter(self.bulkhead, self.clock).unwrap())
            .collect();
        assert_eq!(self.bulkhead.in_flight(), permits.len());
    }
}

/// All histories of six deeds with one permit and up to three who wait.
#[test]
fn every_interleaving_of_coming_waiting_and_leaving_gives_permits_back() {
    const LENGTH: u32 = 6;
    let deeds = [
        Deed::Come,
        Deed::Poll(0),
        Deed::Poll(1),
        Deed::GiveUp(0),
        Deed::GiveUp(1),
        Deed::Leave(0),
        Deed::Pass(WAIT),
    ];
    let histories = deeds.len().pow(LENGTH);
    for history in 0..histories {
        let (clock, hand) = Clock::manual();
        let bulkhead = bulkhead("1 wait:50ms");
        let mut world = World::new(&bulkhead, &clock, &hand);
        // One is inside and one waits: from there on it is of interest.
        world.act(Deed::Come);
        world.act(Deed::Come);
        let mut rest = history;
        for _ in 0..LENGTH {
            world.act(deeds[rest % deeds.len()]);
            rest /= deeds.len();
        }
        world.end();
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the seed, to repeat a failure with")]
fn random_interleavings_serve_in_order_and_give_permits_back() {
    for round in 0..200 {
        let seed = fastrand::u64(..);
        println!("round {round}: seed {seed}");
        let mut rng = Rng::with_seed(seed);
        let limit = rng.u32(1..6);
        let (clock, hand) = Clock::manual();
        let bulkhead = bulkhead(&format!("{limit} wait:50ms"));
        let mut world = World::new(&bulkhead, &clock, &hand);
        for _ in 0..400 {
            let place = rng.usize(..8);
            world.act(match rng.u8(0..100) {
                0..35 => Deed::Come,
                35..65 => Deed::Poll(place),
                65..75 => Deed::GiveUp(place),
                75..92 => Deed::Leave(place),
                _ => Deed::Pass(MILLI * rng.u32(0..40)),
            });
        }
        world.end();
    }
}

#[test]
fn no_race_lets_more_in_than_the_limit() {
    const LIMIT: usize = 3;
    let bulkhead = bulkhead("3 wait:10s");
    let inside = AtomicUsize::new(0);
    let barrier = Barrier::new(8);
    let come = |seed| {
        let mut rng = Rng::with_seed(seed);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let clock = Clock::system();
        barrier.wait();
        runtime.block_on(async {
            for _ in 0..200 {
                let mut entering = pin!(bulkhead.enter(&clock, None));
                if rng.u8(0..4) == 0 {
                    // Begins to wait, and gives up.
                    let _ = entering
                        .as_mut()
                        .poll(&mut Context::from_waker(Waker::noop()));
                    continue;
                }
                let permit = entering.await.unwrap();
                assert!(inside.fetch_add(1, Ordering::SeqCst) < LIMIT);
                tokio::task::yield_now().await;
                inside.fetch_sub(1, Ordering::SeqCst);
                drop(permit);
            }
        });
    };
    thread::scope(|scope| {
        for seed in 0..8 {
            let come = &come;
            scope.spawn(move || come(seed));
        }
    });
    assert_eq!((bulkhead.in_flight(), bulkhead.waiting()), (0, 0));
}
