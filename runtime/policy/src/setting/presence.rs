//! Whether every setting has a value before the start, or need not have one.

use super::file::Entry;
use super::schema::{Content, Field, Path};
use super::words::{Words, same};

/// What is missing of a field: what has neither a default nor a value in the file, and is not given
/// at start. `file` is `None` where there is none.
#[must_use]
pub const fn missing_fault(
    field: &Field<'_>,
    file: Option<&str>,
    entries: &[Entry],
) -> Option<Words> {
    let mut missing = Missing {
        words: Words::new(),
        count: 0,
        first: Words::new(),
    };
    missing.one(field, None, entries);
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
    const fn one(&mut self, field: &Field<'_>, group: Option<&Path<'_>>, entries: &[Entry]) {
        let path = Path {
            group,
            name: field.name,
        };
        match &field.content {
            Content::Group(inner) => {
                let mut at = 0;
                while at < inner.len() {
                    self.one(&inner[at], Some(&path), entries);
                    at += 1;
                }
            }
            Content::Value(spec) => {
                if !spec.needs_no_file() && !stands_in(entries, &path) {
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

const fn stands_in(entries: &[Entry], path: &Path<'_>) -> bool {
    let mut at = 0;
    while at < entries.len() {
        if is_path(entries[at].path, path) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_path(names: &[&str], path: &Path<'_>) -> bool {
    match names.split_last() {
        Some((last, rest)) if same(last, path.name) => match path.group {
            Some(group) => is_path(rest, group),
            None => rest.is_empty(),
        },
        _ => false,
    }
}
