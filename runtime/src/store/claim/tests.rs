//! Every interleaving of a few owners, and many longer ones, against a model.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use bytes::Bytes;
use proptest::prelude::*;

use super::*;

const LEASE: Duration = Duration::from_secs(40);
const TTL: Duration = Duration::from_secs(3600);

/// What can happen to a key.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A request of that kind asks.
    Ask(u8),
    /// The run of that number completes, with its answer or without.
    Complete(usize, bool),
    Release(usize),
    Renew(usize),
    /// Time passes.
    Pass(Duration),
}

const STEPS: [Step; 15] = [
    Step::Ask(0),
    Step::Ask(1),
    Step::Complete(0, true),
    Step::Complete(1, true),
    Step::Complete(2, true),
    Step::Complete(0, false),
    Step::Release(0),
    Step::Release(1),
    Step::Release(2),
    Step::Renew(0),
    Step::Renew(1),
    Step::Pass(Duration::from_secs(20)),
    Step::Pass(LEASE),
    Step::Pass(TTL),
    Step::Pass(Duration::from_secs(3640)),
];

/// What the outside knows, kept without records.
#[derive(Debug, Clone, Default)]
struct Model {
    runs: usize,
    running: Option<Running>,
    answered: Option<Answered>,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    run: usize,
    kind: u8,
    last_sign: Moment,
}

#[derive(Debug, Clone, Copy)]
struct Answered {
    run: usize,
    kind: u8,
    kept: bool,
    at: Moment,
}

#[derive(Debug, Clone)]
struct World {
    terms: Terms,
    now: Moment,
    record: Option<Record>,
    model: Model,
}

impl World {
    fn new(rerun_safe: bool) -> Self {
        Self {
            terms: Terms {
                lease: LEASE,
                ttl: TTL,
                rerun_safe,
            },
            now: Moment::from_nanos(1),
            record: None,
            model: Model::default(),
        }
    }

    fn apply(&mut self, step: Step) {
        self.forget();
        match step {
            Step::Ask(kind) => self.ask(kind),
            Step::Complete(run, kept) => self.complete(run, kept),
            Step::Renew(run) => {
                let renewed = self
                    .record
                    .as_ref()
                    .and_then(|record| record.renewed(owner(run), self.terms, self.now));
                let ours = self.model.running.as_mut().filter(|it| it.run == run);
                assert_eq!(renewed.is_some(), ours.is_some());
                if let Some(running) = ours {
                    running.last_sign = self.now;
                    self.record = renewed;
                }
            }
            Step::Release(run) => {
                let may = self
                    .record
                    .as_ref()
                    .is_some_and(|it| it.is_run_by(owner(run)));
                let runs = self.model.running.is_some_and(|it| it.run == run);
                // A record that has expired may still be there to be released: it is the same
                // as none.
                let expired = self
                    .record
                    .as_ref()
                    .is_some_and(|it| it.has_expired(self.now));
                assert!(may == runs || expired);
                if may {
                    self.record = None;
                    self.model.running = None;
                }
            }
            Step::Pass(span) => self.now = self.now.after(span),
        }
    }

    /// Drops from the model what has run out, as its words say it.
    fn forget(&mut self) {
        let now = self.now;
        self.model.running = self
            .model
            .running
            .filter(|it| now.since(it.last_sign) < LEASE + TTL);
        self.model.answered = self.model.answered.filter(|it| now.since(it.at) < TTL);
    }

    fn ask(&mut self, kind: u8) {
        let decision = decide(self.record.as_ref(), print(kind), self.terms, self.now);
        let Model {
            running, answered, ..
        } = &self.model;
        match &decision {
            Decision::Claim => {
                assert!(answered.is_none_or(|it| !it.kept && self.terms.rerun_safe));
                assert!(running.is_none_or(|it| {
                    self.terms.rerun_safe
                        && self.now.since(it.last_sign) >= LEASE
                        && it.kind == kind
                }));
                let run = self.model.runs;
                self.model.runs += 1;
                self.model.answered = None;
                self.model.running = Some(Running {
                    run,
                    kind,
                    last_sign: self.now,
                });
                self.record = Some(Record::claimed(
                    print(kind),
                    owner(run),
                    self.terms,
                    self.now,
                ));
            }
            Decision::InFlight => {
                let running = running.expect("nobody runs");
                assert_eq!(running.kind, kind);
                assert!(self.now.since(running.last_sign) < LEASE);
            }
            Decision::Replay(answer) => {
                let answered = answered.expect("nobody has answered");
                assert!(answered.kept);
                assert_eq!(answered.kind, kind);
                assert_eq!(answer.body, answered.run.to_string());
            }
            Decision::Mismatch => {
                let used = running.map(|it| it.kind).or(answered.map(|it| it.kind));
                assert_eq!(used, Some(1 - kind));
            }
            Decision::OutcomeUnknown => {
                assert!(!self.terms.rerun_safe);
                let lost = running
                    .is_some_and(|it| it.kind == kind && self.now.since(it.last_sign) >= LEASE);
                let unkept = answered.is_some_and(|it| it.kind == kind && !it.kept);
                assert!(lost || unkept);
            }
        }
    }

    fn complete(&mut self, run: usize, kept: bool) {
        let completed = self.record.as_ref().and_then(|record| {
            record.completed(owner(run), kept.then(|| answer(run)), self.terms, self.now)
        });
        let running = self.model.running.filter(|it| it.run == run);
        assert_eq!(completed.is_some(), running.is_some());
        if let Some(running) = running {
            assert!(self.model.answered.is_none(), "an answer was replaced");
            self.model.running = None;
            self.model.answered = Some(Answered {
                run,
                kind: running.kind,
                kept,
                at: self.now,
            });
            self.record = completed;
        }
    }
}

fn owner(run: usize) -> Owner {
    Owner(run as u64)
}

fn print(kind: u8) -> Fingerprint {
    Fingerprint([kind; 32])
}

fn answer(run: usize) -> Arc<StoredResponse> {
    Arc::new(StoredResponse {
        status: StatusCode::CREATED,
        headers: Vec::new(),
        body: Bytes::from(run.to_string()),
    })
}

fn explore(world: &World, depth: usize) {
    if depth == 0 {
        return;
    }
    for step in STEPS {
        let mut next = world.clone();
        next.apply(step);
        explore(&next, depth - 1);
    }
}

#[test]
fn every_short_interleaving_keeps_one_owner_and_one_answer() {
    for rerun_safe in [false, true] {
        explore(&World::new(rerun_safe), 5);
    }
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..2u8).prop_map(Step::Ask),
        1 => (0..6usize, any::<bool>()).prop_map(|(run, kept)| Step::Complete(run, kept)),
        1 => (0..6usize).prop_map(Step::Release),
        2 => (0..6usize).prop_map(Step::Renew),
        2 => (0..5_000_000u64).prop_map(|millis| Step::Pass(Duration::from_millis(millis))),
        2 => (0..50_000u64).prop_map(|millis| Step::Pass(Duration::from_millis(millis))),
    ]
}

proptest! {
    #[test]
    fn every_long_interleaving_keeps_one_owner_and_one_answer(
        rerun_safe in any::<bool>(),
        steps in prop::collection::vec(any_step(), 1..60),
    ) {
        let mut world = World::new(rerun_safe);
        for step in steps {
            world.apply(step);
        }
    }
}

#[test]
fn a_lease_ends_at_its_moment_and_not_before() {
    let terms = World::new(false).terms;
    let began = Moment::from_nanos(5);
    let record = Record::claimed(print(0), owner(0), terms, began);
    let at = |now| decide(Some(&record), print(0), terms, now);
    let just_before = Moment::from_nanos(began.after(LEASE).as_nanos() - 1);
    assert!(matches!(at(just_before), Decision::InFlight));
    assert!(matches!(at(began.after(LEASE)), Decision::OutcomeUnknown));
    assert!(matches!(at(began.after(LEASE + TTL)), Decision::Claim));
}
