//! What there is to tell of guards, for whoever asks on the admin listener, and how an operator
//! holds a breaker open or closed.

use std::sync::Arc;
use std::time::Duration;

use hardpoint_policy::DependencySpec;
use serde_json::{Map, Value, json};

use super::breaker::{Forced, Told};
use super::budget::RetryBudget;
use super::bulkhead::Bulkhead;
use super::guard::Guard;
use super::options::{SHOWN, shown};
use super::registry::Registry;
use super::shared::Shared;
use crate::clock::{Clock, Moment};

/// Those who share a breaker and a bulkhead, by the name under which they do: the dependency as it
/// is seen from here.
pub(crate) struct Seen {
    members: Vec<Guard>,
    clock: Clock,
}

/// Everything that is guarded by `clock`, in the order of names.
pub(crate) fn all(clock: &Clock) -> Vec<Seen> {
    let mut all: Vec<Seen> = Vec::new();
    for guard in Registry::of(clock).guards() {
        let known = all
            .iter_mut()
            .find(|seen| Arc::ptr_eq(seen.members[0].shared(), guard.shared()));
        match known {
            Some(seen) => seen.members.push(guard),
            None => all.push(Seen {
                members: vec![guard],
                clock: clock.clone(),
            }),
        }
    }
    all.sort_by(|one, other| one.name().cmp(other.name()));
    all
}

/// What there is to tell of the budget of which all have parts.
pub(crate) fn budget(clock: &Clock) -> Value {
    of_budget(Registry::of(clock).budget(), clock.now())
}

impl Seen {
    pub(crate) fn name(&self) -> &str {
        self.shared().name()
    }

    /// Whether there is a breaker.
    pub(crate) fn has_breaker(&self) -> bool {
        self.shared().breaker.as_ref().is_some()
    }

    /// The state of its breaker, in a word or two.
    pub(crate) fn brief(&self) -> String {
        let Some(told) = self.breaker() else {
            return "unguarded".to_owned();
        };
        let state = told.state.as_str();
        match told.forced {
            Some(_) => format!("{state}, forced"),
            None => state.to_owned(),
        }
    }

    /// All that there is to tell of it.
    pub(crate) fn told(&self) -> Value {
        let shared = self.shared();
        let bulkhead = shared.bulkhead.as_ref();
        json!({
            "name": self.name(),
            "breaker": self.told_of_breaker(),
            "in_flight": bulkhead.map(Bulkhead::in_flight),
            "waiting": bulkhead.map(Bulkhead::waiting),
            "retry_budget": of_budget(&shared.budget, self.clock.now()),
            "members": self.promised().collect::<Vec<_>>(),
        })
    }

    /// What each of those who share it promises.
    pub(crate) fn promised(&self) -> impl Iterator<Item = Value> {
        self.members.iter().map(|guard| of_promises(guard.spec()))
    }

    /// What there is to tell of its breaker; nothing where there is none.
    pub(crate) fn told_of_breaker(&self) -> Value {
        self.breaker()
            .map_or(Value::Null, |told| of_breaker(&told, &self.clock))
    }

    /// Holds the breaker to a state, or lets it go by what is counted again.
    pub(crate) fn force(&self, forced: Option<Forced>) {
        self.members[0].force(forced);
    }

    fn breaker(&self) -> Option<Told> {
        let breaker = self.shared().breaker.as_ref()?;
        Some(breaker.told(self.clock.now()))
    }

    fn shared(&self) -> &Arc<Shared> {
        self.members[0].shared()
    }
}

fn of_breaker(told: &Told, clock: &Clock) -> Value {
    json!({
        "state": told.state.as_str(),
        "since": clock.unix_time_at(told.since).as_secs(),
        "open_for_ms": told.retry_after.map(millis),
        "forced": told.forced.map(as_str),
        "failures": told.failures,
        "calls": told.calls,
        "probes_in_flight": told.probes_in_flight,
        "last_error": told.last_failure,
    })
}

/// As an operator says it.
pub(crate) fn as_str(forced: Forced) -> &'static str {
    match forced {
        Forced::Open => "open",
        Forced::Closed => "closed",
    }
}

fn of_budget(budget: &RetryBudget, now: Moment) -> Value {
    let state = budget.state(now);
    json!({ "per_second": state.limit, "used": state.used, "denied": state.denied })
}

/// The options that hold, in the words of the attribute.
fn of_promises(spec: &DependencySpec) -> Value {
    let mut options = Map::new();
    let mut say = |option: &str, value: Value| {
        options.insert(option.to_owned(), value);
    };
    say("name", (*spec.name).into());
    if let Some(guard) = &spec.guard {
        say("guard", (**guard).into());
    }
    say("idempotent", spec.is_repeatable.into());
    for option in SHOWN {
        let holds = shown(spec, option).unwrap_or_else(|| "none".to_owned());
        say(option, holds.into());
    }
    Value::Object(options)
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
