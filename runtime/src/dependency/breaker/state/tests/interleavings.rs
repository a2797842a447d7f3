//! Every interleaving of what can happen to a breaker: exhaustively where it is small, at random
//! where it is larger, and held against a naive one.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use fastrand::Rng;
use hardpoint_policy::{BreakerPolicy, Duration as Span};

use super::super::{Automaton, State, Terms, Ticket};
use super::naive::{Naive, Policy};
use crate::clock::Moment;
use crate::dependency::breaker::change::{BreakerState, Forced};
use crate::dependency::breaker::window::SLOTS;
use crate::dependency::breaker::{Open, Outcome};

/// One tick of the window, and the unit of time in these tests.
const TICK: u64 = 1_000_000;

fn terms(policy: &Policy) -> Terms {
    let span = |nanos| Span::from_millis(nanos / 1_000_000);
    let per_mille = policy.per_mille;
    let failures = format!("{}.{}%", per_mille / 10, per_mille % 10);
    Terms::of(&BreakerPolicy {
        failures: failures.parse().unwrap(),
        window: span(policy.window),
        min: u32::try_from(policy.min).unwrap(),
        open: span(policy.open),
        max_open: span(policy.max_open),
        probes: policy.probes,
        slow: None,
    })
}

fn at(nanos: u64) -> Moment {
    Moment::from_nanos(nanos)
}

/// A breaker, the naive one, those who hold a ticket, and the time.
#[derive(Debug, Clone)]
struct World {
    policy: Policy,
    automaton: Automaton,
    naive: Naive,
    /// Attempts under way: the naive one's name for them, and the ticket.
    under_way: Vec<(u32, Ticket)>,
    now: u64,
    next: u32,
    /// The state that the last change that was told led to.
    told: BreakerState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Admit,
    /// The attempt at that place under way ends so.
    Succeed(usize),
    Fail(usize),
    Cancel(usize),
    Pass(u64),
    Force(Option<Forced>),
}

impl World {
    fn new(policy: Policy) -> Self {
        Self {
            policy,
            automaton: Automaton::new(terms(&policy)),
            naive: Naive::new(policy),
            under_way: Vec::new(),
            now: 0,
            next: 0,
            told: BreakerState::Closed,
        }
    }

    fn state(&self) -> BreakerState {
        self.automaton.told(at(self.now)).state
    }

    /// Does `deed` to both, and checks what always holds. The changes that are told are a chain:
    /// each begins in the state to which the one before it led.
    fn act(&mut self, deed: Deed) {
        let before = self.state();
        let now = at(self.now);
        let mut change = None;
        match deed {
            Deed::Admit => {
                let (id, is_let_in) = (self.next, self.naive.admit(self.next, self.now));
                self.next += 1;
                let (ticket, told) = self.automaton.admit(now, || 0.0);
                change = told;
                assert_eq!(ticket.is_ok(), is_let_in);
                match ticket {
                    Ok(ticket) => self.under_way.push((id, ticket)),
                    Err(open) => self.check_the_wait(open),
                }
            }
            Deed::Succeed(place) | Deed::Fail(place) => {
                let has_failed = matches!(deed, Deed::Fail(_));
                let (id, ticket) = self.under_way.remove(place);
                self.naive.end(id, Some(has_failed), self.now);
                let outcome = match has_failed {
                    true => Outcome::Failure(Cow::Borrowed("connect")),
                    false => Outcome::Success,
                };
                let took = Duration::ZERO;
                change = self.automaton.record(ticket, outcome, took, now, || 0.0);
            }
            Deed::Cancel(place) => {
                let (id, ticket) = self.under_way.remove(place);
                self.naive.end(id, None, self.now);
                self.automaton.give_back(ticket);
            }
            Deed::Pass(span) => self.now += span,
            Deed::Force(forced) => {
                self.naive.force(forced, self.now);
                change = self.automaton.force(forced, now, || 0.0);
            }
        }
        if let Some(change) = change {
            assert_eq!((change.from, change.to), (self.told, self.state()));
            self.told = change.to;
        } else if !matches!(deed, Deed::Pass(_)) {
            assert_eq!(before, self.state(), "a change of state is told");
        }
        self.check();
    }

    /// Whoever is refused by an open breaker comes at the wait's end, and not before.
    fn check_the_wait(&self, open: Open) {
        assert!(open.retry_after > Duration::ZERO);
        if self.state() != BreakerState::Open || self.automaton.forced.is_some() {
            return;
        }
        let mut then = self.automaton.clone();
        let (soon, _) = then.admit(at(self.now).after(open.retry_after), || 0.0);
        assert!(soon.is_ok());
    }

    fn check(&self) {
        let told = self.automaton.told(at(self.now));
        assert_eq!(told.state, self.naive.state(self.now));
        if told.state == BreakerState::Closed {
            assert_eq!(
                (told.failures, told.calls),
                self.naive.counts(self.now),
                "what the window counts"
            );
        }
        let held = self
            .under_way
            .iter()
            .filter(|(_, ticket)| ticket.is_probe && ticket.epoch == self.automaton.epoch)
            .count();
        if let State::HalfOpen(probing) = self.automaton.state {
            assert_eq!(probing.in_flight as usize, held, "permits in = permits out");
            assert!(probing.in_flight + probing.passed <= self.policy.probes);
            assert!(probing.passed < self.policy.probes);
            // A verdict is waited for where a probe is under way, and for a bounded time.
            assert!(probing.in_flight == 0 || probing.ends.is_some());
            assert!(
                probing
                    .ends
                    .is_none_or(|ends| ends.since(at(self.now)) <= self.patience())
            );
        } else {
            assert_eq!(held, 0);
        }
        assert!(told.probes_in_flight + told.probes_passed <= self.policy.probes);
    }

    /// The longest that a success can be waited for.
    fn patience(&self) -> Duration {
        Duration::from_nanos(self.policy.max_open.max(self.policy.window / 2))
    }

    /// Whatever hangs, one attempt after the other that succeeds closes it, after one wait.
    fn check_that_it_can_close(&self) {
        let mut then = self.clone();
        then.act(Deed::Force(None));
        let probes = then.policy.probes;
        // Until what hangs is given up, what is open is over and what is counted is forgotten.
        for _ in 0..2 {
            then.act(Deed::Pass(then.policy.window + then.policy.max_open));
        }
        for _ in 0..probes {
            then.act(Deed::Admit);
            let (_, ticket) = *then.under_way.last().unwrap();
            assert_eq!(ticket.epoch, then.automaton.epoch, "it is let in at once");
            then.act(Deed::Succeed(then.under_way.len() - 1));
        }
        assert_eq!(then.state(), BreakerState::Closed);
    }

    /// While attempts come that never tell what became of them, it does not stay half-open.
    fn check_that_half_open_ends(&self, does_cancel: bool) {
        let mut then = self.clone();
        let ends = then.now + u64::try_from(then.patience().as_nanos()).unwrap();
        while then.state() == BreakerState::HalfOpen {
            assert!(then.now <= ends, "it is half-open for ever");
            let before = then.under_way.len();
            then.act(Deed::Admit);
            if does_cancel && then.under_way.len() > before {
                then.act(Deed::Cancel(before));
            }
            then.act(Deed::Pass(TICK));
        }
    }

    /// All of it that has a bearing on what can happen next, with the time taken relative to now.
    fn key(&self) -> String {
        let ahead = |moment: Moment| moment.since(at(self.now)).as_nanos();
        let state = match self.automaton.state {
            State::Closed => format!("closed {:?}", self.window_key()),
            State::Open { until } => format!("open {}", ahead(until)),
            State::HalfOpen(probing) => format!(
                "half {} {} {:?} {:?}",
                probing.passed,
                probing.in_flight,
                probing.ends.map(ahead),
                probing.then_open,
            ),
        };
        let mut tickets: Vec<_> = self
            .under_way
            .iter()
            .map(|(_, ticket)| ticket.epoch == self.automaton.epoch)
            .collect();
        tickets.sort_unstable();
        let openings = self.automaton.openings.min(3);
        format!(
            "{state} {openings} {:?} {tickets:?} {:?}",
            self.automaton.forced, self.told
        )
    }

    /// What the window holds from tick to tick, as it ages.
    fn window_key(&self) -> Vec<(u64, u64)> {
        (0..=SLOTS as u64)
            .map(|tick| {
                let counts = self.automaton.window.counts(at(self.now + tick * TICK));
                (counts.calls, counts.failures)
            })
            .collect()
    }

    /// All that can happen next, within the bounds; of attempts that are alike, only one.
    fn deeds(&self, most_under_way: usize, most_calls: u64) -> Vec<Deed> {
        let mut deeds = vec![
            Deed::Pass(TICK),
            Deed::Pass(4 * TICK),
            Deed::Force(None),
            Deed::Force(Some(Forced::Open)),
            Deed::Force(Some(Forced::Closed)),
        ];
        if self.under_way.len() < most_under_way {
            deeds.push(Deed::Admit);
        }
        let mut seen = HashSet::new();
        let has_room = self.automaton.window.counts(at(self.now)).calls < most_calls;
        for (place, (_, ticket)) in self.under_way.iter().enumerate() {
            if seen.insert(ticket.epoch == self.automaton.epoch) {
                deeds.push(Deed::Cancel(place));
                if has_room || !self.automaton.is_closed() {
                    deeds.extend([Deed::Succeed(place), Deed::Fail(place)]);
                }
            }
        }
        deeds
    }
}

const SMALL: Policy = Policy {
    per_mille: 500,
    window: TICK * SLOTS as u64,
    min: 2,
    open: 2 * TICK,
    max_open: 6 * TICK,
    probes: 3,
};

/// Every state that any interleaving leads to, to the last: not just up to some length.
#[test]
fn every_interleaving_gives_permits_back_and_leaves_half_open() {
    let began = World::new(SMALL);
    let mut seen = HashSet::from([began.key()]);
    let mut queue = VecDeque::from([began]);
    let mut half_open = 0;
    while let Some(world) = queue.pop_front() {
        world.check_that_it_can_close();
        if world.state() == BreakerState::HalfOpen {
            half_open += 1;
            world.check_that_half_open_ends(true);
            world.check_that_half_open_ends(false);
        }
        for deed in world.deeds(5, 2) {
            let mut next = world.clone();
            next.act(deed);
            if seen.insert(next.key()) {
                queue.push_back(next);
            }
        }
    }
    assert!(half_open > 500, "{half_open} of {} states", seen.len());
}

/// Long random histories of larger breakers, with moments anywhere within a tick.
#[test]
#[expect(clippy::print_stdout, reason = "the seed, to repeat a failure with")]
fn random_interleavings_give_permits_back_and_leave_half_open() {
    for round in 0..300 {
        let seed = fastrand::u64(..);
        println!("round {round}: seed {seed}");
        let mut rng = Rng::with_seed(seed);
        let open = TICK * rng.u64(1..20);
        let mut world = World::new(Policy {
            per_mille: rng.u64(1..=1_000),
            window: TICK * SLOTS as u64,
            min: rng.u64(1..12),
            open,
            max_open: open * rng.u64(1..20),
            probes: rng.u32(1..8),
        });
        // How sick the dependency and how impatient the callers are, in percent.
        let (sick, impatient) = (rng.u8(0..=100), rng.u8(0..60));
        for _ in 0..400 {
            let under_way = world.under_way.len();
            let deed = match rng.u8(0..100) {
                0..40 => Deed::Admit,
                40..75 if under_way > 0 => {
                    let place = rng.usize(..under_way);
                    if rng.u8(0..100) < impatient {
                        Deed::Cancel(place)
                    } else if rng.u8(0..100) < sick {
                        Deed::Fail(place)
                    } else {
                        Deed::Succeed(place)
                    }
                }
                75..97 => Deed::Pass(match rng.u8(0..10) {
                    0 => rng.u64(..TICK * 50),
                    1..4 => rng.u64(..TICK * 4),
                    _ => rng.u64(..TICK / 4),
                }),
                97 => Deed::Force(None),
                98 if rng.bool() => Deed::Force(Some(Forced::Open)),
                99 if rng.bool() => Deed::Force(Some(Forced::Closed)),
                _ => Deed::Admit,
            };
            world.act(deed);
        }
        world.check_that_it_can_close();
        world.check_that_half_open_ends(rng.bool());
    }
}
