//! What is wrong with the entries of a file.

use super::advice::{advise, nearest, push_value};
use super::expected::{push_expected, push_names};
use super::fit::{Fit, fit};
use super::names::push_variable;
use super::schema::{Content, Field, Path, Spec};
use super::secrecy::holds_password;
use super::value::Value;
use super::words::{Words, same};

/// A value in a file, or a table with nothing in it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The keys that lead to it.
    pub path: &'static [&'static str],
    /// The line on which it stands.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// What stands there.
    pub value: Value<'static>,
}

/// Why an entry is no value of a setting.
#[derive(Debug, Clone, Copy)]
pub enum Misfit<'a> {
    /// No setting has this name; these have others.
    Unknown {
        /// Which of the keys nobody knows.
        at: usize,
        /// What there is instead.
        known: &'static [Field<'static>],
    },
    /// There is a table where a value is meant.
    Table,
    /// There is a value where a table is meant.
    NoTable,
    /// It is a secret, and a file is none.
    Secret(&'a Spec<'static>),
    /// It holds a password, and everybody reads the file.
    Password,
    /// It is given at each start, so that it would never be read.
    Required,
    /// It is of another kind, or out of range.
    Unfit(&'a Spec<'static>),
}

/// Why the value under those keys is none of a setting. In a file that is read at start, a
/// `required` setting may stand.
#[must_use]
pub const fn misfit(
    fields: &'static [Field<'static>],
    path: &[&str],
    value: &Value<'_>,
    is_read_at_start: bool,
) -> Option<Misfit<'static>> {
    let mut known = fields;
    let mut at = 0;
    while at < path.len() {
        let field = match find(known, path[at]) {
            Some(field) => field,
            // Of a struct that its derive has refused, no fields are known.
            None if known.is_empty() => return None,
            None => return Some(Misfit::Unknown { at, known }),
        };
        let is_last = at + 1 == path.len();
        match &field.content {
            Content::Group(inner) => {
                if is_last && !matches!(value, Value::Table) {
                    return Some(Misfit::NoTable);
                }
                known = inner;
            }
            Content::Value(spec) => {
                return if spec.kind.is_secret() {
                    Some(Misfit::Secret(spec))
                } else if !is_last || matches!(value, Value::Table) {
                    Some(Misfit::Table)
                } else if is_read_at_start {
                    unfit(spec, value)
                } else if spec.is_required {
                    Some(Misfit::Required)
                } else if !spec.is_plain && holds_password(value) {
                    Some(Misfit::Password)
                } else {
                    unfit(spec, value)
                };
            }
        }
        at += 1;
    }
    None
}

const fn unfit(spec: &'static Spec<'static>, value: &Value<'_>) -> Option<Misfit<'static>> {
    match fit(&spec.kind, &spec.range, value) {
        Fit::Unfit => Some(Misfit::Unfit(spec)),
        Fit::Fits | Fit::Unknown => None,
    }
}

/// What is wrong with an entry of the file that is called `file`.
#[must_use]
pub const fn entry_fault(
    fields: &'static [Field<'static>],
    prefix: &str,
    file: &str,
    entry: &Entry,
) -> Option<Words> {
    let misfit = match misfit(fields, entry.path, &entry.value, false) {
        Some(misfit) => misfit,
        None => return None,
    };
    let mut words = Words::new();
    words.push(file);
    words.push(":");
    words.push_number(entry.line as u128);
    words.push(":");
    words.push_number(entry.column as u128);
    words.push(": ");
    match misfit {
        Misfit::Unknown { at, known } => unknown(&mut words, entry.path, at, known),
        Misfit::Table => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" is in a table that is no setting: a value is meant\nhelp: write `");
            words.push(entry.path[0]);
            words.push(" = …`");
        }
        Misfit::NoTable => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" is a table of settings, not a value\nhelp: write its settings under `[");
            keys(&mut words, entry.path, entry.path.len());
            words.push("]`");
        }
        Misfit::Secret(spec) => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" is a secret, and this file is read by everybody\nhelp: remove it here; ");
            words.push("it is given at start by `");
            with_path(&mut words, prefix, entry.path, None, spec);
            words.push("`, or by a file whose path is in `");
            with_path(&mut words, prefix, entry.path, None, spec);
            words.push("_FILE`");
        }
        Misfit::Password => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" holds a password, and this file is read by everybody");
            words.push("\nhelp: make it a `Secret<String>`, or say `plain = \"why\"` at the field");
        }
        Misfit::Required => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" is `required` at each start, so that this value would never be used");
            words.push("\nhelp: remove it here, or `required` at the field");
        }
        Misfit::Unfit(spec) => {
            name(&mut words, entry.path, entry.path.len());
            words.push(" is ");
            push_value(&mut words, &entry.value);
            words.push(": expected ");
            push_expected(&mut words, &spec.kind, &spec.range, spec.type_name);
            words.push("\nhelp: ");
            advise(&mut words, &spec.kind, &spec.range, &entry.value);
        }
    }
    Some(words)
}

const fn unknown(words: &mut Words, path: &[&str], at: usize, known: &[Field<'static>]) {
    words.push("there is no setting ");
    name(words, path, at + 1);
    words.push("\nhelp: ");
    let mut names = [""; 64];
    let mut count = 0;
    while count < known.len() && count < names.len() {
        names[count] = known[count].name;
        count += 1;
    }
    let (names, _) = names.split_at(count);
    match nearest(path[at], names) {
        Some(near) => {
            words.push("did you mean ");
            words.push_name(near);
            words.push("?");
        }
        None if names.is_empty() => words.push("remove it"),
        None => {
            words.push("remove it, or write one of ");
            push_names(words, names);
        }
    }
}

/// Adds the name of a setting's variable, of which the keys are known.
const fn with_path(
    words: &mut Words,
    prefix: &str,
    path: &[&str],
    group: Option<&Path<'_>>,
    spec: &Spec<'_>,
) {
    if let Some((first, rest)) = path.split_first() {
        let here = Path { group, name: first };
        if rest.is_empty() {
            push_variable(words, prefix, &here, spec);
        } else {
            with_path(words, prefix, rest, Some(&here), spec);
        }
    }
}

/// Adds the first `count` keys as a name.
const fn name(words: &mut Words, path: &[&str], count: usize) {
    words.push("`");
    keys(words, path, count);
    words.push("`");
}

const fn keys(words: &mut Words, path: &[&str], count: usize) {
    let mut at = 0;
    while at < count {
        words.push(if at > 0 { "." } else { "" });
        words.push(path[at]);
        at += 1;
    }
}

const fn find<'a>(fields: &'a [Field<'static>], name: &str) -> Option<&'a Field<'static>> {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at].name, name) {
            return Some(&fields[at]);
        }
        at += 1;
    }
    None
}
