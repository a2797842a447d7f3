//! The file that is named at start.

use std::collections::BTreeMap;

use hardpoint_policy::setting::{Value, Whole};
use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

use super::fault::SettingsFault;
use super::shown::{one_line, shown};
use super::source::Source;
use super::text;

/// The largest file of settings that is read.
const MOST: usize = 1 << 20;

/// The file that is named at start, or none with nothing in it.
#[derive(Debug, Default)]
pub(super) struct StartFile {
    path: String,
    pub(super) entries: Vec<FileEntry>,
    /// Whether it could not be read as a whole, so that what is missing may well stand there.
    pub(super) is_broken: bool,
}

/// A value in the file, or a table with nothing in it.
#[derive(Debug)]
pub(super) struct FileEntry {
    pub(super) keys: Vec<String>,
    pub(super) line: u32,
    found: Found,
}

/// What stands in a file.
#[derive(Debug)]
enum Found {
    Text(String),
    Whole(Whole),
    Fraction(f64, String),
    Switch(bool),
    Date(String),
    List(Vec<Found>),
    Table,
}

impl StartFile {
    /// Reads a file, and notes what is wrong with it as a whole; `variable` is what names it, if it
    /// is not the program.
    pub(super) fn read(
        path: String,
        variable: Option<String>,
        faults: &mut Vec<SettingsFault>,
    ) -> Self {
        let mut file = Self {
            path,
            entries: Vec::new(),
            is_broken: false,
        };
        match text::read(&file.path, MOST) {
            Ok(text) => file.parse(&text, faults),
            Err(message) => {
                let help = "name a file that is there and that the service may read";
                let mut fault = file.fault(None, format!("the file {message}"), help);
                if let Some(variable) = variable {
                    fault.message = Some(format!("the file `{}` {message}", shown(&file.path)));
                    fault.source = Source::Variable(variable);
                }
                faults.push(fault);
                file.is_broken = true;
            }
        }
        file
    }

    /// A place in the file.
    pub(super) fn at(&self, line: u32) -> Source {
        Source::File {
            path: self.path.clone(),
            line: Some(line),
        }
    }

    fn parse(&mut self, text: &str, faults: &mut Vec<SettingsFault>) {
        let lines = Lines::new(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        self.table(table.into_inner(), &[], &lines);
        let wrong = errors.iter().map(|error| {
            let line = lines.of(error.span().unwrap_or_default().start);
            (line, one_line(error.message(), 120))
        });
        // The others of a line mostly follow from its first, and so does what was made of it.
        let wrong: BTreeMap<_, _> = wrong.rev().collect();
        self.is_broken = !wrong.is_empty();
        self.entries
            .retain(|entry| !wrong.contains_key(&entry.line));
        self.entries.sort_by_key(|entry| entry.line);
        for (line, said) in wrong {
            let help = "write `key = \"text\"`, `key = 5`, and tables under `[name]`";
            faults.push(self.fault(Some(line), format!("this is no TOML: {said}"), help));
        }
    }

    fn fault(&self, line: Option<u32>, message: String, help: &str) -> SettingsFault {
        SettingsFault {
            name: None,
            source: Source::File {
                path: self.path.clone(),
                line,
            },
            read: None,
            expected: None,
            message: Some(message),
            help: help.to_owned(),
        }
    }

    fn table(&mut self, table: DeTable<'_>, keys: &[String], lines: &Lines<'_>) {
        for (key, value) in table {
            let line = lines.of(key.span().start);
            let keys = [keys, &[key.into_inner().into_owned()]].concat();
            let found = match value.into_inner() {
                DeValue::Table(inner) if !inner.is_empty() => {
                    self.table(inner, &keys, lines);
                    continue;
                }
                value => Found::of(value),
            };
            self.entries.push(FileEntry { keys, line, found });
        }
    }
}

impl FileEntry {
    /// Hands the value over.
    pub(super) fn with<R>(&self, take: impl FnOnce(&Value<'_>) -> R) -> R {
        match &self.found {
            Found::List(items) => {
                let items: Vec<_> = items.iter().map(Found::value).collect();
                take(&Value::List(&items))
            }
            found => take(&found.value()),
        }
    }
}

impl Found {
    fn of(value: DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.into_owned()),
            DeValue::Integer(number) => integer(&number),
            DeValue::Float(number) => float(&number),
            DeValue::Boolean(said) => Self::Switch(said),
            DeValue::Datetime(date) => Self::Date(date.to_string()),
            DeValue::Array(items) => {
                let items = items.into_iter().map(Spanned::into_inner);
                Self::List(items.map(Self::of).collect())
            }
            DeValue::Table(_) => Self::Table,
        }
    }

    /// No setting is a list of lists, so what is in an inner one makes no difference.
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Whole(number) => Value::Whole(*number),
            Self::Fraction(number, text) => Value::Fraction(*number, text),
            Self::Switch(said) => Value::Switch(*said),
            Self::Date(text) => Value::Date(text),
            Self::List(_) => Value::List(&[]),
            Self::Table => Value::Table,
        }
    }
}

/// A number that no type holds is as far from each as any text is.
fn integer(number: &DeInteger<'_>) -> Found {
    match i128::from_str_radix(number.as_str(), number.radix()) {
        Ok(read) => Found::Whole(Whole::signed(read)),
        Err(_) => Found::Date(number.to_string()),
    }
}

fn float(number: &DeFloat<'_>) -> Found {
    let text = number.as_str();
    Found::Fraction(text.parse().unwrap_or(f64::NAN), text.to_owned())
}

/// Where the lines of a text begin.
struct Lines<'a> {
    text: &'a str,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text }
    }

    fn of(&self, offset: usize) -> u32 {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(newlines)
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }
}
