//! The clients, each of which calls at its own even pace, and what becomes of their calls.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use hardpoint::dependency::{DependencyError, Guard, Rejected, RetryBudget};
use hardpoint::policy::Hedge;

use super::played::Played;
use super::service::{Service, Shape};
use super::stage::Stage;

pub(crate) const CLIENTS: usize = 200;

/// A service that is up, browns out, and is up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scenario {
    pub(crate) shape: Shape,
    /// The clients are shared out among so many processes, each with a guard and a budget of its own.
    pub(crate) processes: usize,
    /// How often each client calls.
    pub(crate) every: Duration,
    pub(crate) up: Duration,
    pub(crate) down: Duration,
    pub(crate) then: Duration,
    pub(crate) protection: Protection,
    pub(crate) seed: u64,
}

/// What keeps the retries of the clients from being a storm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    Defaults,
    /// The same, and a second attempt beside one that takes long.
    Hedged(Hedge),
    /// Retries as by default, and neither budget nor breaker nor bulkhead.
    Nothing,
}

impl Scenario {
    /// Plays it. The same scenario is the same play.
    pub(crate) fn play(self) -> Played {
        // The engine's own chance, too.
        fastrand::seed(self.seed);
        let mut chance = fastrand::Rng::with_seed(self.seed);
        let stage = Stage::new();
        let went_down = stage.clock.now().after(self.up);
        let went_up = went_down.after(self.down);
        let end = went_up.after(self.then);
        let down = went_down..went_up;
        let service = Service::new(&stage, self.shape, down, self.processes, self.seed);
        let told = Rc::new(RefCell::new(Played::of(self)));
        let processes: Vec<_> = (0..self.processes)
            .map(|process| Process {
                number: process,
                guard: self.guard(&stage, process),
                stage: stage.clone(),
                service: Rc::clone(&service),
                told: Rc::clone(&told),
            })
            .collect();
        for client in 0..CLIENTS {
            let process = processes[client % self.processes].clone();
            let first = self.every.mul_f64(chance.f64());
            stage.enter(process.client(first, self.every));
        }
        stage.play(end);
        let mut played = told.replace(Played::of(self));
        played.failed.sort();
        Played {
            attempts: service.arrivals(),
            went_up,
            most_probes: service.most_probes(),
            ..played
        }
    }

    fn guard(self, stage: &Stage, process: usize) -> Guard {
        let guard = Guard::builder(format!("stock-{process}"))
            .clock(stage.clock.clone())
            .idempotent();
        let guard = match self.protection {
            Protection::Defaults => guard.budget(&RetryBudget::new()),
            Protection::Hedged(hedge) => guard.budget(&RetryBudget::new()).hedge(hedge),
            Protection::Nothing => guard
                .budget(&RetryBudget::unlimited())
                .without_breaker("to see the storm")
                .without_concurrency("to see the storm"),
        };
        guard.build().expect("a guard")
    }
}

/// One process of those that call.
#[derive(Clone)]
struct Process {
    number: usize,
    guard: Guard,
    stage: Stage,
    service: Rc<Service>,
    told: Rc<RefCell<Played>>,
}

impl Process {
    /// Calls for ever, whether the last call has come back or not: whoever stands behind it, in a
    /// shop for one, does not know of it.
    async fn client(self, first: Duration, every: Duration) {
        let mut next = self.stage.clock.now().after(first);
        loop {
            self.stage.clock.sleep_until(next).await;
            self.stage.enter(self.clone().call());
            next = next.after(every);
        }
    }

    async fn call(self) {
        let made = self.stage.clock.now();
        self.told.borrow_mut().calls.push(made);
        let attempt = || Rc::clone(&self.service).answer(self.number);
        let Err(error) = self.guard.call(attempt).await else {
            return;
        };
        let mut told = self.told.borrow_mut();
        told.failed.push(made);
        let reason = match &error {
            DependencyError::Rejected(rejected) => rejected.kind(),
            _ => "failed",
        };
        *told.reasons.entry(reason).or_default() += 1;
        if let DependencyError::Rejected(Rejected::Open { retry_after, .. }) = error {
            told.longest_open = told.longest_open.max(retry_after);
            self.service.refused(self.number);
        }
    }
}
