//! What clients were told and what a table holds, and whether the two can both be true.
//!
//! It knows nothing of the service: only attempts, answers and rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use crate::wire::Answer;

/// What happened, as seen from outside.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// All attempts of all clients.
    pub attempts: Vec<Attempt>,
    /// All rows, once everything is over.
    pub effects: Vec<Effect>,
}

/// One request of one client.
#[derive(Clone)]
pub struct Attempt {
    /// What it is to be done once for.
    pub key: String,
    /// Its own name, which no other attempt has.
    pub name: String,
    /// The answer; `None` where there was none, or nobody waited for it.
    pub answer: Option<Answer>,
}

/// One row: something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What it was to be done once for.
    pub key: String,
    /// The attempt that did it.
    pub attempt: String,
}

/// How a key may end whose run was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// A retry runs, and succeeds.
    Done,
    /// A retry succeeds, or is told that nobody knows (409 `outcome_unknown`).
    DoneOrUnknown,
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// There is more than one row for a key.
    DoneTwice(String),
    /// Two clients were told of success in different words: status, body or headers.
    ToldDifferently(String),
    /// A client was told of success, and there is no row.
    NotThere(String),
    /// A client was told of success as if it were the first to hear of it, and the row is
    /// another attempt's.
    NotItsOwn(String),
    /// An attempt was told that nothing was executed, and there is a row of it.
    ThereAllTheSame(String),
    /// All retries of a key were in vain.
    Stuck(String),
    /// An attempt was told something that nobody should be told.
    Unheard(String, u16),
    /// A row of an attempt that was never made.
    FromNowhere(String),
}

/// The headers that belong to one answer rather than to what it tells.
const OF_ONE_ANSWER: [&str; 3] = ["date", "idempotency-replayed", "x-request-id"];

impl History {
    /// Every promise that was not kept, once.
    pub fn violations(&self, promise: Promise) -> BTreeSet<Violation> {
        let mut found = BTreeSet::new();
        let made: HashMap<&str, &Attempt> = self
            .attempts
            .iter()
            .map(|attempt| (attempt.name.as_str(), attempt))
            .collect();
        let mut keys: BTreeMap<&str, Key<'_>> = BTreeMap::new();
        for attempt in &self.attempts {
            let key = keys.entry(&attempt.key).or_default();
            key.hear(attempt, promise, &mut found);
        }
        for effect in &self.effects {
            match made.get(effect.attempt.as_str()) {
                Some(attempt) if attempt.key == effect.key => {
                    if attempt.was_not_executed() {
                        found.insert(Violation::ThereAllTheSame(effect.attempt.clone()));
                    }
                }
                _ => {
                    found.insert(Violation::FromNowhere(effect.attempt.clone()));
                }
            }
            keys.entry(&effect.key).or_default().rows.push(effect);
        }
        for (name, key) in keys {
            key.judge(name, &mut found);
        }
        found
    }
}

/// What is known of one key.
#[derive(Default)]
struct Key<'a> {
    /// What a client was told of success.
    told: Option<Told<'a>>,
    is_told_differently: bool,
    /// Who was told of it as if there were nobody before.
    first: Vec<&'a str>,
    has_ended: bool,
    rows: Vec<&'a Effect>,
}

impl<'a> Key<'a> {
    fn hear(&mut self, attempt: &'a Attempt, promise: Promise, found: &mut BTreeSet<Violation>) {
        let Some(answer) = &attempt.answer else {
            return;
        };
        if (200..300).contains(&answer.status) {
            let told = Told::by(answer);
            self.is_told_differently |= *self.told.get_or_insert_with(|| told.clone()) != told;
            self.has_ended = true;
            if answer.header("idempotency-replayed").is_none() {
                self.first.push(&attempt.name);
            }
        } else if promise == Promise::DoneOrUnknown && is_problem(answer, 409, "outcome_unknown") {
            self.has_ended = true;
        } else if !may_be_told(answer) {
            found.insert(Violation::Unheard(attempt.name.clone(), answer.status));
        }
    }

    fn judge(self, name: &str, found: &mut BTreeSet<Violation>) {
        if self.rows.len() > 1 {
            found.insert(Violation::DoneTwice(name.into()));
        }
        if self.is_told_differently {
            found.insert(Violation::ToldDifferently(name.into()));
        }
        if self.told.is_some() && self.rows.is_empty() {
            found.insert(Violation::NotThere(name.into()));
        }
        for first in self.first {
            if !self.rows.is_empty() && self.rows.iter().all(|row| row.attempt != first) {
                found.insert(Violation::NotItsOwn(first.into()));
            }
        }
        if !self.has_ended {
            found.insert(Violation::Stuck(name.into()));
        }
    }
}

/// What a client was told of success, in an order that two answers share.
#[derive(Clone, PartialEq)]
struct Told<'a> {
    status: u16,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
}

impl<'a> Told<'a> {
    fn by(answer: &'a Answer) -> Self {
        let lines = answer.headers.iter();
        let mut headers: Vec<(&str, &str)> = lines
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !OF_ONE_ANSWER.contains(name))
            .collect();
        // Lines of one name keep their order.
        headers.sort_by_key(|(name, _)| *name);
        Self {
            status: answer.status,
            headers,
            body: &answer.body,
        }
    }
}

/// Short, for there are thousands of them.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): ", self.name, self.key)?;
        match &self.answer {
            Some(answer) => {
                let body = String::from_utf8_lossy(&answer.body);
                write!(f, "{} {body}", answer.status)
            }
            None => f.write_str("no answer"),
        }
    }
}

impl Attempt {
    /// Whether it was told so: 503, and 409 where another attempt is at it or nobody knows what
    /// came of another.
    fn was_not_executed(&self) -> bool {
        let answer = self.answer.as_ref();
        answer.is_some_and(|answer| matches!(answer.status, 409 | 503))
    }
}

/// Whether it is among what a client may be told while everything falls apart: that nothing was
/// executed, and when to come back; or that it may have been.
fn may_be_told(answer: &Answer) -> bool {
    let says_when = || {
        let wait = answer.header("retry-after");
        wait.and_then(|wait| wait.parse::<u32>().ok())
            .is_some_and(|wait| wait >= 1)
    };
    match answer.status {
        409 => is_problem(answer, 409, "request_in_flight") && says_when(),
        503 => is_in_the_envelope(answer) && says_when(),
        500 | 504 => is_in_the_envelope(answer),
        _ => false,
    }
}

fn is_in_the_envelope(answer: &Answer) -> bool {
    answer.header("content-type") == Some("application/problem+json")
}

fn is_problem(answer: &Answer, status: u16, code: &str) -> bool {
    answer.status == status && is_in_the_envelope(answer) && answer.json()["code"] == code
}

#[cfg(test)]
mod tests;
