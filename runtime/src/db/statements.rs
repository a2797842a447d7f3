//! The prepared statements of one connection: a bounded cache that forgets what was used least
//! recently.

use std::collections::HashMap;

use tokio_postgres::Statement;

use super::statement::{Effect, effect};

/// A statement that the server has prepared, and what it does to its connection.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    pub(super) effect: Effect,
}

impl Prepared {
    pub(super) fn new(sql: &str, statement: Statement) -> Self {
        Self {
            statement,
            effect: effect(sql),
        }
    }
}

/// The prepared statements of one connection, by their text.
pub(super) struct Statements {
    bound: usize,
    uses: u64,
    by_text: HashMap<Box<str>, (Prepared, u64)>,
}

impl Statements {
    /// Keeps `bound` of them at most; at least one.
    pub(super) fn new(bound: usize) -> Self {
        Self {
            bound: bound.max(1),
            uses: 0,
            by_text: HashMap::new(),
        }
    }

    pub(super) fn get(&mut self, sql: &str) -> Option<Prepared> {
        self.uses += 1;
        let (prepared, used) = self.by_text.get_mut(sql)?;
        *used = self.uses;
        Some(prepared.clone())
    }

    /// Keeps one more. The statement whose last use is the longest ago makes room, and is closed
    /// at the server when its last user drops it.
    pub(super) fn insert(&mut self, sql: &str, prepared: Prepared) {
        if self.by_text.len() >= self.bound && !self.by_text.contains_key(sql) {
            // A look at each of them costs less than the round trip that has just been made.
            let oldest = self.by_text.iter().min_by_key(|(_, (_, used))| *used);
            if let Some(text) = oldest.map(|(text, _)| text.clone()) {
                self.by_text.remove(&text);
            }
        }
        self.uses += 1;
        self.by_text.insert(sql.into(), (prepared, self.uses));
    }

    /// Forgets one that the server does not accept any more.
    pub(super) fn remove(&mut self, sql: &str) {
        self.by_text.remove(sql);
    }
}
