//! The dependency that browns out, and what it sees of those who call it.

use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use hardpoint::Moment;
use hardpoint::dependency::{DependencyError, ErrorClass};

use super::stage::Stage;

/// How a dependency fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Connections are refused at once.
    Refuses,
    /// Six of ten attempts fail.
    FailsMostly,
    /// Four of ten attempts fail: too few for the breaker.
    FailsPartly,
    /// Nothing is ever answered.
    Hangs,
    /// Everything takes a second, and half of it fails.
    Drags,
    /// 503, and the wish to be left alone for a second.
    AsksForPatience,
    /// Two seconds down, two seconds up.
    Flaps,
}

pub(crate) const SHAPES: [Shape; 7] = [
    Shape::Refuses,
    Shape::FailsMostly,
    Shape::FailsPartly,
    Shape::Hangs,
    Shape::Drags,
    Shape::AsksForPatience,
    Shape::Flaps,
];

/// How many probes the breaker lets in while it is half-open, by default.
pub(crate) const PROBES: usize = 5;

const NORMAL: Duration = Duration::from_millis(20);
const AT_ONCE: Duration = Duration::from_millis(1);
const A_SECOND: Duration = Duration::from_secs(1);

/// The dependency.
pub(crate) struct Service {
    stage: Stage,
    shape: Shape,
    down: Range<Moment>,
    seen: RefCell<Seen>,
}

/// What it has seen.
struct Seen {
    chance: fastrand::Rng,
    arrivals: Vec<Moment>,
    probings: Vec<Probing>,
}

/// What one process has sent since it was first refused by its breaker, until as many attempts have
/// succeeded in a row as close it.
#[derive(Clone, Default)]
struct Probing {
    is_on: bool,
    /// How often it has begun: an attempt of one probing says nothing in the next.
    number: u32,
    in_flight: usize,
    passed: usize,
    most: usize,
}

impl Service {
    pub(crate) fn new(
        stage: &Stage,
        shape: Shape,
        down: Range<Moment>,
        processes: usize,
        seed: u64,
    ) -> Rc<Self> {
        Rc::new(Self {
            stage: stage.clone(),
            shape,
            down,
            seen: RefCell::new(Seen {
                chance: fastrand::Rng::with_seed(seed),
                arrivals: Vec::new(),
                probings: vec![Probing::default(); processes],
            }),
        })
    }

    /// Answers one attempt of a process.
    pub(crate) async fn answer(self: Rc<Self>, process: usize) -> Result<(), DependencyError> {
        let mut attempt = Attempt::arrives(Rc::clone(&self), process);
        let (takes, result) = self.decides();
        match takes {
            Some(takes) => self.stage.clock.sleep(takes).await,
            None => std::future::pending().await,
        }
        attempt.succeeds = result.is_ok();
        result
    }

    /// Hears that the breaker of a process has refused a call.
    pub(crate) fn refused(&self, process: usize) {
        let probing = &mut self.seen.borrow_mut().probings[process];
        if !probing.is_on {
            *probing = Probing {
                is_on: true,
                number: probing.number + 1,
                most: probing.most,
                ..Probing::default()
            };
        }
    }

    /// When attempts arrived, in order.
    pub(crate) fn arrivals(&self) -> Vec<Moment> {
        self.seen.borrow().arrivals.clone()
    }

    /// How many attempts of one process were under way at most while its breaker was not closed.
    pub(crate) fn most_probes(&self) -> usize {
        let seen = self.seen.borrow();
        seen.probings
            .iter()
            .map(|probing| probing.most)
            .max()
            .unwrap_or(0)
    }

    /// After how long it answers an attempt that arrives now, and what.
    fn decides(&self) -> (Option<Duration>, Result<(), DependencyError>) {
        let now = self.stage.clock.now();
        if !self.down.contains(&now) {
            return (Some(NORMAL), Ok(()));
        }
        let refused = || Err(io::Error::from(ErrorKind::ConnectionRefused).into());
        let unavailable = ErrorClass::of_status(503);
        let fails = |of_ten| self.seen.borrow_mut().chance.u32(..10) < of_ten;
        let may_fail = |fails| if fails { refused() } else { Ok(()) };
        match self.shape {
            Shape::Refuses => (Some(AT_ONCE), refused()),
            Shape::FailsMostly => (Some(NORMAL), may_fail(fails(6))),
            Shape::FailsPartly => (Some(NORMAL), may_fail(fails(4))),
            Shape::Hangs => (None, Ok(())),
            Shape::Drags => (Some(A_SECOND), may_fail(fails(5))),
            Shape::AsksForPatience => {
                let class = unavailable.retry_after(A_SECOND);
                (Some(AT_ONCE), Err(DependencyError::classed(class, "later")))
            }
            Shape::Flaps if now.since(self.down.start).as_secs() % 4 < 2 => {
                (Some(AT_ONCE), refused())
            }
            Shape::Flaps => (Some(NORMAL), Ok(())),
        }
    }
}

/// An attempt that is under way, until it is answered or given up.
struct Attempt {
    service: Rc<Service>,
    process: usize,
    /// The probing that it is a part of.
    probing: Option<u32>,
    succeeds: bool,
}

impl Attempt {
    fn arrives(service: Rc<Service>, process: usize) -> Self {
        let now = service.stage.clock.now();
        let mut seen = service.seen.borrow_mut();
        seen.arrivals.push(now);
        let probing = &mut seen.probings[process];
        let number = probing.is_on.then_some(probing.number);
        if number.is_some() {
            probing.in_flight += 1;
            probing.most = probing.most.max(probing.in_flight);
        }
        drop(seen);
        Self {
            service,
            process,
            probing: number,
            succeeds: false,
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let probing = &mut self.service.seen.borrow_mut().probings[self.process];
        if !probing.is_on || self.probing != Some(probing.number) {
            return;
        }
        probing.in_flight -= 1;
        probing.passed = if self.succeeds { probing.passed + 1 } else { 0 };
        probing.is_on = probing.passed < PROBES;
    }
}
