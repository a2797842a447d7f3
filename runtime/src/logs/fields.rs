//! The fields of an event or a span, written down as they are visited, without secrets.

use std::error::Error;
use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};

use super::escape;
use super::format::Shape;
use super::redact::{Names, REDACTED, without_literals};
use super::written::Written;
use crate::error::Chain;

/// The longest text of one value, in bytes; what is longer is cut.
const LONGEST: usize = 16 * 1024;

/// Stands where a text was cut.
const CUT: &str = "[cut]";

/// Fields, as they are visited.
pub(super) struct Fields<'a> {
    shape: Shape,
    names: &'a Names,
    /// Whether what stands in quotes in texts are values of a statement.
    is_sql: bool,
    pub(super) written: Written,
    /// What is said in words.
    pub(super) message: String,
    /// The ids of the request and of its trace that are among them.
    pub(super) ids: Ids,
}

/// By which a line is found among others: of a request, of its trace, and of its place in that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ids {
    pub(super) request_id: Option<String>,
    pub(super) trace_id: Option<String>,
    pub(super) span_id: Option<String>,
}

/// Clients of databases, whose lines have statements in them.
const DATABASES: [&str; 4] = ["tokio_postgres", "sqlx", "diesel", "rusqlite"];

impl Ids {
    /// These, and where there is none, those of `others`.
    pub(super) fn or(self, others: Self) -> Self {
        Self {
            request_id: self.request_id.or(others.request_id),
            trace_id: self.trace_id.or(others.trace_id),
            span_id: self.span_id.or(others.span_id),
        }
    }
}

impl<'a> Fields<'a> {
    /// None yet, of what is said under `target`.
    pub(super) fn new(shape: Shape, names: &'a Names, target: &str) -> Self {
        let room = target.split("::").next().unwrap_or_default();
        Self {
            shape,
            names,
            is_sql: DATABASES.contains(&room),
            written: Written::with_capacity(256),
            message: String::new(),
            ids: Ids::default(),
        }
    }

    /// A value that is no text: a number or a truth, which JSON writes without quotes.
    fn bare(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        if self.names.are_in_field(field.name()) {
            return self.put(field.name(), REDACTED);
        }
        let out = self.written.begin(field.name(), self.shape);
        // A `String` takes everything.
        let _ = out.write_fmt(value);
    }

    /// A text.
    fn text(&mut self, field: &Field, text: &str, is_cut: bool) {
        let name = field.name();
        // Those of the `log` crate's bridge are the event's own, and said as such.
        if name.starts_with("log.") {
            return;
        }
        if self.names.are_in_field(name) {
            return self.put(name, REDACTED);
        }
        let text = match is_cut {
            true => whole_words(text),
            false => text,
        };
        let text = match self.is_sql {
            true => without_literals(text),
            false => text.into(),
        };
        let text = self.names.text(&text);
        let text = match is_cut {
            true => format!("{text}{CUT}").into(),
            false => text,
        };
        match name {
            "message" => self.message.push_str(&text),
            "request_id" => self.ids.request_id = Some(text.into_owned()),
            "trace_id" => self.ids.trace_id = Some(text.into_owned()),
            "span_id" => self.ids.span_id = Some(text.into_owned()),
            _ => self.put(name, &text),
        }
    }

    /// A field that has been told of an event's own, and is one like others.
    pub(super) fn put(&mut self, name: &'static str, text: &str) {
        let out = self.written.begin(name, self.shape);
        match self.shape {
            Shape::Json => escape::json(out, text),
            Shape::Text { .. } => escape::word(out, text),
        }
    }

    /// What the line is found by: `known` wherever it is known; what the event says otherwise is a
    /// field like others.
    pub(super) fn found_by(&mut self, known: Ids) -> Ids {
        let own = std::mem::take(&mut self.ids);
        let mut one = |name, own: Option<String>, known: Option<String>| match (own, known) {
            (Some(own), Some(known)) => {
                if own != known {
                    self.put(name, &own);
                }
                Some(known)
            }
            (own, known) => known.or(own),
        };
        Ids {
            request_id: one("request_id", own.request_id, known.request_id),
            trace_id: one("trace_id", own.trace_id, known.trace_id),
            span_id: one("span_id", own.span_id, known.span_id),
        }
    }

    fn shown(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        // Not even shown: it may be long, and nobody is to read it.
        if self.names.are_in_field(field.name()) {
            return self.put(field.name(), REDACTED);
        }
        let mut shown = Bounded(String::new());
        let is_cut = shown.write_fmt(value).is_err() && shown.0.len() >= LONGEST;
        self.text(field, &shown.0, is_cut);
    }
}

impl Visit for Fields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        match value.is_finite() {
            true => self.bare(field, format_args!("{value:?}")),
            false => self.shown(field, format_args!("{value}")),
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        // The place in the source of what came by the `log` crate.
        if field.name() != "log.line" {
            self.bare(field, format_args!("{value}"));
        }
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.bare(field, format_args!("{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let most = value.floor_char_boundary(LONGEST);
        self.text(field, &value[..most], most < value.len());
    }

    /// With the errors behind it.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.shown(field, format_args!("{}", Chain(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.shown(field, format_args!("{value:?}"));
    }
}

/// A text that takes no more than the longest one has.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let most = part.floor_char_boundary(LONGEST - self.0.len());
        self.0.push_str(&part[..most]);
        match most < part.len() {
            true => {
                // Nothing more, not even what would still fit.
                self.0
                    .extend(std::iter::repeat_n(' ', LONGEST - self.0.len()));
                Err(fmt::Error)
            }
            false => Ok(()),
        }
    }
}

/// A text that was cut, without the word that was: half of a secret does not look like one.
fn whole_words(text: &str) -> &str {
    let end = text.trim_end_matches(|c: char| !c.is_whitespace());
    end.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_between_words() {
        assert_eq!(whole_words("one two thr"), "one two");
        assert_eq!(whole_words("https://u:secr"), "");
        let mut bounded = Bounded(String::new());
        assert!(bounded.write_str(&"ä".repeat(LONGEST / 2 - 1)).is_ok());
        assert!(bounded.write_str("abc").is_err());
        assert_eq!(bounded.0.len(), LONGEST);
        assert!(bounded.write_str("d").is_err());
    }
}
