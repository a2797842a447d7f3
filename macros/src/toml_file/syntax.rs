//! From bytes to a [`Table`]: everything that is no TOML is told at once, a line's first mistake
//! each, since the others of a line mostly follow from it.

use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue, Error};

use super::fault::Fault;
use super::value::{Entry, Kind, Place, Table, Value};

/// What to do about syntax that nothing better is known about.
const SYNTAX: &str = "TOML is written `key = \"text\"`, `key = 5`, `key = [\"one\", \"two\"]`, with tables under `[name]`";

/// The text of a file, without the mark that some editors put before it.
pub(super) fn text<'a>(bytes: &'a [u8], shown: &str) -> Result<&'a str, Vec<Fault>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let right = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let place = Lines::new(&right).place(right.len());
            Err(vec![Fault::new(
                format!("{shown}:{place}"),
                "it is not UTF-8 from here on",
                "save it as UTF-8",
            )])
        }
    }
}

/// Reads a text; `shown` is the file's name in messages.
pub(super) fn parse(text: &str, shown: &str) -> Result<Table, Vec<Fault>> {
    let mut reader = Reader {
        text,
        lines: Lines::new(text),
        wrong: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.refuse(&error);
    }
    let table = reader.table(table.into_inner());
    let mut wrong = reader.wrong;
    if wrong.is_empty() {
        return Ok(table);
    }
    wrong.sort_by_key(|(place, ..)| *place);
    wrong.dedup_by_key(|(place, ..)| place.line);
    let faults = wrong
        .into_iter()
        .map(|(place, message, help)| Fault::new(format!("{shown}:{place}"), message, help));
    Err(faults.collect())
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    /// Where, what and what instead.
    wrong: Vec<(Place, String, String)>,
}

impl Reader<'_> {
    fn refuse(&mut self, error: &Error) {
        let span = error.span().unwrap_or_default();
        let place = self.lines.place(span.start);
        let found = self.text.get(span).unwrap_or_default();
        let (message, help) = match error.message() {
            "duplicate key" => (
                format!("`{found}` is said twice"),
                "keep one of them".to_owned(),
            ),
            said if said.starts_with("string values must be quoted") && !found.is_empty() => (
                "text stands in quotes".to_owned(),
                format!("write `\"{found}\"`"),
            ),
            said if said.starts_with("string values must be quoted") => (
                "there is no value".to_owned(),
                "write one after the `=`, or remove the key".to_owned(),
            ),
            said if said.starts_with("invalid boolean") => (
                format!("`{found}` is no value"),
                format!("write `true` or `false`, or `\"{found}\"`"),
            ),
            "invalid basic string, expected `\"`" => (
                "the text has no end on its line".to_owned(),
                "close it with `\"`".to_owned(),
            ),
            said => (said.to_owned(), SYNTAX.to_owned()),
        };
        self.wrong.push((place, message, help));
    }

    fn table(&mut self, table: DeTable<'_>) -> Table {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entries = entries.into_iter().map(|(key, value)| Entry {
            place: self.lines.place(key.span().start),
            key: key.into_inner().into_owned(),
            value: self.value(value),
        });
        Table {
            entries: entries.collect(),
        }
    }

    fn value(&mut self, value: Spanned<DeValue<'_>>) -> Value {
        let span = value.span();
        let place = self.lines.place(span.start);
        let kind = match value.into_inner() {
            DeValue::String(text) => Kind::Text(text.into_owned()),
            DeValue::Integer(number) => Kind::Integer(self.integer(&number, place)),
            DeValue::Float(number) => Kind::Float(self.float(&number, place)),
            DeValue::Boolean(said) => Kind::Boolean(said),
            DeValue::Datetime(date) => Kind::Date(date.to_string()),
            DeValue::Array(items) => {
                Kind::List(items.into_iter().map(|item| self.value(item)).collect())
            }
            DeValue::Table(table) => Kind::Table(self.table(table)),
        };
        Value {
            kind,
            place,
            span: (span.start, span.end),
        }
    }

    fn integer(&mut self, number: &DeInteger<'_>, place: Place) -> i128 {
        let read = i128::from_str_radix(number.as_str(), number.radix());
        read.unwrap_or_else(|_| self.too_large(&number.to_string(), place))
    }

    fn float(&mut self, number: &DeFloat<'_>, place: Place) -> f64 {
        match number.as_str().parse() {
            Ok(read) if f64::is_finite(read) || number.as_str().contains("inf") => read,
            Ok(read) if f64::is_nan(read) => read,
            _ => self.too_large(number.as_str(), place),
        }
    }

    fn too_large<T: Default>(&mut self, number: &str, place: Place) -> T {
        self.wrong.push((
            place,
            format!("`{number}` is too large a number"),
            "write one of at most 64 bits".to_owned(),
        ));
        T::default()
    }
}

/// Where the lines of a text begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let before = self.text.get(self.starts[line - 1]..offset);
        Place {
            line,
            column: before.unwrap_or_default().chars().count() + 1,
        }
    }
}
