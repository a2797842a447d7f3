//! Whether every setting has a value before the start, or need not have one.

use super::file::Entry;
use super::schema::{Content, Field, Path};
use super::secrecy::secrecy_fault;
use super::value::Value;
use super::words::{Words, same};
use crate::spelling::nearness;

/// What is missing of a field: what has neither a default nor a value in the file, and is not given
/// at start. `file` is `None` where there is none. What stands in the file in a wrong way is told
/// where it stands, and is not missing.
#[must_use]
pub const fn missing_fault(
    fields: &[Field<'_>],
    index: usize,
    file: Option<&str>,
    entries: &[Entry],
) -> Option<Words> {
    let mut missing = Missing {
        words: Words::new(),
        count: 0,
        first: Words::new(),
    };
    missing.one(fields, index, None, entries);
    if missing.count == 0 {
        return None;
    }
    let mut words = Words::new();
    words.push(missing.words.as_str());
    words.push(if missing.count == 1 { " has" } else { " have" });
    words.push(" no value: ");
    match file {
        Some(file) => {
            words.push("no default, and none in ");
            words.push(file);
            words.push("\nhelp: write ");
            words.push(missing.first.as_str());
            words.push(" there");
        }
        None => {
            words.push("no default, and there is no file\nhelp: say a `default`");
        }
    }
    words.push(", or `#[setting(required)]` if it is given at each start");
    Some(words)
}

struct Missing {
    words: Words,
    count: usize,
    /// How the first of them is written in a file.
    first: Words,
}

impl Missing {
    const fn one(
        &mut self,
        fields: &[Field<'_>],
        index: usize,
        group: Option<&Path<'_>>,
        entries: &[Entry],
    ) {
        let path = Path {
            group,
            name: fields[index].name,
        };
        match &fields[index].content {
            Content::Group(inner) => {
                if is_value(entries, &path) {
                    return;
                }
                let mut at = 0;
                while at < inner.len() {
                    self.one(inner, at, Some(&path), entries);
                    at += 1;
                }
            }
            Content::Value(spec) => {
                // What is a secret by its name is told of that, and no file is the place for it.
                let is_told = secrecy_fault(&fields[index]).is_some();
                if !spec.needs_no_file() && !is_told && !stands_in(entries, &path, fields) {
                    self.add(&path);
                }
            }
        }
    }

    const fn add(&mut self, path: &Path<'_>) {
        if self.count == 0 {
            self.first.push("`");
            self.first.push(path.name);
            self.first.push(" = …`");
            if let Some(group) = path.group {
                self.first.push(" under `[");
                push_path(&mut self.first, group);
                self.first.push("]`");
            }
        } else {
            self.words.push(", ");
        }
        self.count += 1;
        self.words.push("`");
        push_path(&mut self.words, path);
        self.words.push("`");
    }
}

/// Adds a path, `database.url`.
pub(super) const fn push_path(words: &mut Words, path: &Path<'_>) {
    if let Some(group) = path.group {
        push_path(words, group);
        words.push(".");
    }
    words.push(path.name);
}

/// Whether a value, or a table in its place, stands under a path, or under a misspelt one.
const fn stands_in(entries: &[Entry], path: &Path<'_>, siblings: &[Field<'_>]) -> bool {
    let depth = path.depth();
    let mut at = 0;
    while at < entries.len() {
        if entries[at].path.len() >= depth && is_path(entries[at].path.split_at(depth).0, path) {
            return true;
        }
        at += 1;
    }
    // Only where it is missing is it looked for under other names, which takes the compiler longer.
    at = 0;
    while at < entries.len() {
        if entries[at].path.len() >= depth
            && is_misspelt(entries[at].path.split_at(depth).0, path, siblings)
        {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a value stands where a table is meant.
const fn is_value(entries: &[Entry], path: &Path<'_>) -> bool {
    let mut at = 0;
    while at < entries.len() {
        if is_path(entries[at].path, path) && !matches!(entries[at].value, Value::Table) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether the last of the keys is no name of its own, and near to the one that is meant.
const fn is_misspelt(keys: &[&str], path: &Path<'_>, siblings: &[Field<'_>]) -> bool {
    let Some((last, rest)) = keys.split_last() else {
        return false;
    };
    if nearness(last, path.name).is_none() || !are_groups(rest, path) {
        return false;
    }
    let mut at = 0;
    while at < siblings.len() {
        if same(siblings[at].name, last) {
            return false;
        }
        at += 1;
    }
    true
}

const fn is_path(keys: &[&str], path: &Path<'_>) -> bool {
    match keys.split_last() {
        Some((last, rest)) => same(last, path.name) && are_groups(rest, path),
        None => false,
    }
}

const fn are_groups(keys: &[&str], path: &Path<'_>) -> bool {
    match path.group {
        Some(group) => is_path(keys, group),
        None => keys.is_empty(),
    }
}
