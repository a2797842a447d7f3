//! The rate limits of one endpoint, decided together: all pass, or none is charged.

mod shared;
mod steps;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use hardpoint_policy::{Mode, Rate, policy_names};
use metrics::Counter;
use smallvec::SmallVec;

pub(crate) use self::shared::{SharedRates, Step, StoreAway};
use super::gcra::Gcra;
use super::headers::{self, Standing};
use super::key::{KeyMaker, RateKeys};
use crate::clock::Moment;
use crate::observe::Place;
use crate::observe::catalogue::RATE_DECISIONS;
use crate::store::{Account, MemoryRates};

/// The rate limits of one endpoint, with everything that does not depend on the request made
/// beforehand.
pub struct RateLimits {
    operation: Box<str>,
    limits: Box<[Limit]>,
    /// Those that are decided once it is known who asks, if that is a step of its own.
    known: Box<[Limit]>,
    /// `RateLimit-Policy`; none where all limits are in shadow.
    policies: Option<HeaderValue>,
}

struct Limit {
    /// Its name in headers, problems and metrics.
    name: Box<str>,
    /// How its part of `RateLimit` begins: `"name";r=`.
    prefix: Box<str>,
    gcra: Gcra,
    cost: u32,
    keys: KeyMaker,
    mode: Mode,
    admitted: Counter,
    refused: Counter,
}

impl RateLimits {
    /// The limits `rates` of the endpoint `operation`; nothing where there are none.
    pub fn new(operation: &str, rates: &[Rate]) -> Option<Self> {
        Self::named(operation, policy_names(rates), rates)
    }

    /// The limits `rates` of the endpoint `operation`, under these names.
    fn named(operation: &str, names: Vec<String>, rates: &[Rate]) -> Option<Self> {
        if rates.is_empty() {
            return None;
        }
        let limits: Box<[Limit]> = names
            .into_iter()
            .zip(rates)
            .map(|(name, rate)| Limit::new(operation, name, rate))
            .collect();
        let enforced = limits
            .iter()
            .zip(rates)
            .filter(|(limit, _)| limit.mode == Mode::Enforce);
        Some(Self {
            operation: operation.into(),
            policies: headers::policies(enforced.map(|(limit, rate)| (&*limit.name, rate))),
            limits,
            known: Box::default(),
        })
    }

    /// The same, counted as limits of `place`.
    pub(crate) fn measured(mut self, place: &Place) -> Self {
        let measured = |limits: Box<[Limit]>| {
            let limits = limits.into_iter().map(|limit| limit.measured(place));
            limits.collect()
        };
        self.limits = measured(self.limits);
        self.known = measured(self.known);
        self
    }

    /// Decides on one request at `now`, and charges every limit if it is admitted, none if not.
    ///
    /// A limit in shadow refuses nothing: where it would, that is counted and logged, and it is
    /// not charged.
    pub fn decide(&self, store: &MemoryRates, keys: &RateKeys<'_>, now: Moment) -> RateDecision {
        self.decide_on(&self.limits, store, keys, now)
    }

    #[inline]
    fn decide_on(
        &self,
        limits: &[Limit],
        store: &MemoryRates,
        keys: &RateKeys<'_>,
        now: Moment,
    ) -> RateDecision {
        if let [limit] = limits {
            return self.settle(limits, store, &mut [limit.account(keys)], now);
        }
        let mut accounts: SmallVec<[Account; 4]> =
            limits.iter().map(|limit| limit.account(keys)).collect();
        self.settle(limits, store, &mut accounts, now)
    }

    #[inline]
    fn settle(
        &self,
        limits: &[Limit],
        store: &MemoryRates,
        accounts: &mut [Account],
        now: Moment,
    ) -> RateDecision {
        let (admitted, now) = store.settle(accounts, now, |accounts, now| {
            (charge(limits, accounts, now.as_nanos()), now.as_nanos())
        });
        self.tell(limits, accounts, admitted, now)
    }

    /// What was decided, and where the client stands by it.
    #[inline(always)]
    fn tell(
        &self,
        limits: &[Limit],
        accounts: &[Account],
        admitted: bool,
        now: u64,
    ) -> RateDecision {
        let mut states = SmallVec::with_capacity(accounts.len());
        for (index, (limit, account)) in limits.iter().zip(accounts).enumerate() {
            let wait = if admitted && limit.mode == Mode::Enforce {
                None
            } else {
                limit.gcra.take(account.was(), now).err()
            };
            self.count(limit, admitted, wait.is_some());
            states.push(limit.state(index, wait, account.full_at, now));
        }
        RateDecision::new(admitted, states)
    }

    /// A limit by its place; those of the second step come after those of the first.
    #[inline]
    fn limit(&self, index: usize) -> Option<&Limit> {
        match self.limits.get(index) {
            Some(limit) => Some(limit),
            None => self.known.get(index - self.limits.len()),
        }
    }

    fn count(&self, limit: &Limit, admitted: bool, denied: bool) {
        if !denied {
            limit.admitted.increment(u64::from(admitted));
            return;
        }
        limit.refused.increment(1);
        if limit.mode == Mode::Shadow {
            tracing::info!(
                operation = &*self.operation,
                policy = &*limit.name,
                "a rate limit in shadow mode would have rejected the request"
            );
        }
    }
}

/// What happens while the store holds all accounts: pure arithmetic, and little of it.
#[inline]
fn charge(limits: &[Limit], accounts: &mut [Account], now: u64) -> bool {
    let mut admitted = true;
    for (limit, account) in limits.iter().zip(&mut *accounts) {
        match limit.gcra.take(account.full_at, now) {
            Ok(full_at) => account.full_at = full_at,
            Err(_wait) => admitted &= limit.mode == Mode::Shadow,
        }
    }
    if !admitted {
        accounts.iter_mut().for_each(Account::leave);
    }
    admitted
}

impl Limit {
    fn new(operation: &str, name: String, rate: &Rate) -> Self {
        Self {
            prefix: headers::standing_prefix(&name),
            gcra: Gcra::of(rate),
            cost: rate.cost.max(1),
            keys: KeyMaker::new(operation, &name, &rate.key),
            mode: rate.mode,
            admitted: Counter::noop(),
            refused: Counter::noop(),
            name: name.into(),
        }
    }

    /// The same, counted as a limit of `place`.
    fn measured(self, place: &Place) -> Self {
        let of = |outcome| {
            let labels = [&*place.endpoint, &*place.route, &*self.name, outcome];
            RATE_DECISIONS.counter(labels)
        };
        Self {
            admitted: of("allowed"),
            refused: of(match self.mode {
                Mode::Enforce => "denied",
                Mode::Shadow => "would_reject",
            }),
            ..self
        }
    }

    fn account(&self, keys: &RateKeys<'_>) -> Account {
        Account::new(self.keys.key(keys), self.keys.overflow())
    }

    fn state(&self, index: usize, wait: Option<u64>, full_at: u64, now: u64) -> State {
        let level = self.gcra.level(full_at, now);
        State {
            index,
            mode: self.mode,
            denied: wait.is_some(),
            cost: self.cost,
            remaining: u32::try_from(level.remaining).unwrap_or(u32::MAX),
            seconds: whole_seconds(wait.unwrap_or(level.until_more)),
        }
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("operation", &self.operation)
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

/// What was decided on one request, and where the client stands now.
#[derive(Debug, Clone)]
pub struct RateDecision {
    admitted: bool,
    /// In the order in which a client is told of them.
    states: SmallVec<[State; 2]>,
}

/// Where the client stands with one limit.
#[derive(Debug, Clone, Copy)]
struct State {
    /// Which of the endpoint's limits.
    index: usize,
    mode: Mode,
    denied: bool,
    /// How many units are left, and what one request takes of them.
    remaining: u32,
    cost: u32,
    /// Seconds until this request would pass, where it was denied; else until more is left than
    /// `remaining`.
    seconds: u32,
}

impl RateDecision {
    fn new(admitted: bool, mut states: SmallVec<[State; 2]>) -> Self {
        // The limits that deny come first, with the longest wait before the others; then the one
        // nearest to exhaustion.
        if states.len() > 1 {
            states.sort_by_key(|state| {
                let requests = state.remaining / state.cost;
                (!state.denied, requests, Reverse(state.seconds))
            });
        }
        Self { admitted, states }
    }

    /// Whether the request may go on.
    pub fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// For a denied request: after how long it may be sent again, in whole seconds, at least one.
    pub fn retry_after(&self) -> Option<Duration> {
        if self.admitted {
            return None;
        }
        let longest = self.enforced().find(|state| state.denied)?;
        Some(Duration::from_secs(longest.seconds.max(1).into()))
    }

    /// For a denied request: the names of the limits that denied it, the longest wait first.
    pub fn violated<'a>(&'a self, limits: &'a RateLimits) -> impl Iterator<Item = &'a str> {
        self.enforced()
            .filter(|state| state.denied)
            .filter_map(|state| limits.limit(state.index))
            .map(|limit| &*limit.name)
    }

    /// The names of the limits in shadow that would have denied it.
    pub fn would_reject<'a>(&'a self, limits: &'a RateLimits) -> impl Iterator<Item = &'a str> {
        self.states
            .iter()
            .filter(|state| state.denied && state.mode == Mode::Shadow)
            .filter_map(|state| limits.limit(state.index))
            .map(|limit| &*limit.name)
    }

    /// Gives `RateLimit-Policy` and `RateLimit` to `set`, whatever the response is: success,
    /// denial, hit, replay or error. Limits in shadow are not told.
    pub fn write_headers(&self, limits: &RateLimits, set: impl FnMut(HeaderName, HeaderValue)) {
        let Some(policies) = &limits.policies else {
            return;
        };
        let standings = self.enforced().filter_map(|state| {
            limits.limit(state.index).map(|limit| Standing {
                prefix: &limit.prefix,
                remaining: state.remaining,
                seconds: state.seconds,
            })
        });
        headers::write(policies, standings, set);
    }

    fn enforced(&self) -> impl Iterator<Item = &State> {
        self.states
            .iter()
            .filter(|state| state.mode == Mode::Enforce)
    }
}

fn whole_seconds(nanos: u64) -> u32 {
    u32::try_from(nanos.div_ceil(1_000_000_000)).unwrap_or(u32::MAX)
}
