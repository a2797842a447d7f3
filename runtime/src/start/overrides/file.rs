//! The file of overrides: `[get_order]`, and under it `timeout = "2s"`.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::wanted::{Target, Wanted};
use crate::environment::Environment;
use crate::start::StartFault;

/// The variable that names the file.
pub(super) const FILE: &str = "HARDPOINT_OVERRIDES";

/// The overrides in the file that the environment names, or the program; none if nobody does.
pub(super) fn wanted(
    environment: &Environment,
    said: Option<&Path>,
    faults: &mut Vec<StartFault>,
) -> Vec<Wanted> {
    let path = match (environment.get(FILE), said) {
        (Some(named), Some(said)) => {
            faults.push(StartFault {
                rule: "overrides_come_from_one_file",
                endpoints: Vec::new(),
                option: None,
                source: Some(FILE.to_owned()),
                message: format!(
                    "`{FILE}` names `{named}`, and the program has named `{}` already",
                    said.display()
                ),
                help: format!("remove `{FILE}`, or `.overrides_file(…)` from the program"),
            });
            return Vec::new();
        }
        (Some(named), None) => PathBuf::from(named),
        (None, Some(said)) => said.to_owned(),
        (None, None) => return Vec::new(),
    };
    let shown = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("the overrides in `{shown}` cannot be read: {error}");
            let help = "name a file that is there, is UTF-8, and may be read by the service";
            faults.push(unreadable(shown, message, help));
            return Vec::new();
        }
    };
    let file = File {
        shown,
        text: text.strip_prefix('\u{feff}').unwrap_or(&text),
    };
    file.read(faults)
}

struct File<'a> {
    shown: String,
    text: &'a str,
}

impl File<'_> {
    fn read(&self, faults: &mut Vec<StartFault>) -> Vec<Wanted> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let mut last = None;
        for error in errors {
            let source = self.place(error.span().unwrap_or_default().start);
            // The others of a line mostly follow from its first.
            if last.as_ref() != Some(&source) {
                let message = format!("this is no TOML: {}", error.message());
                faults.push(unreadable(source.clone(), message, EXAMPLE));
            }
            last = Some(source);
        }
        let mut wanted = Vec::new();
        for (endpoint, value) in table.into_inner() {
            let source = self.place(endpoint.span().start);
            let endpoint = endpoint.into_inner().into_owned();
            match value.into_inner() {
                DeValue::Table(options) => self.table(&endpoint, options, &mut wanted, faults),
                _ => faults.push(unreadable(
                    source,
                    format!("`{endpoint}` stands in no table, and is of no endpoint"),
                    EXAMPLE,
                )),
            }
        }
        wanted
    }

    fn table(
        &self,
        endpoint: &str,
        options: DeTable<'_>,
        wanted: &mut Vec<Wanted>,
        faults: &mut Vec<StartFault>,
    ) {
        for (option, value) in options {
            let source = self.place(option.span().start);
            let option = option.into_inner().into_owned();
            match text(value, &option) {
                Some(text) => wanted.push(Wanted {
                    source,
                    target: Target::Key {
                        endpoint: endpoint.to_owned(),
                        option,
                    },
                    text,
                }),
                None => faults.push(unreadable(
                    source,
                    format!("`{option}` of `[{endpoint}]` is no text"),
                    "write the value as in the attribute, in quotes: `timeout = \"2s\"`",
                )),
            }
        }
    }

    /// `overrides.toml:3`.
    fn place(&self, offset: usize) -> String {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{}:{line}", self.shown)
    }
}

const EXAMPLE: &str = "write `[get_order]`, and under it `timeout = \"2s\"`";

/// A text, or a list of rates: with `;` between them, as the environment has it.
fn text(value: Spanned<DeValue<'_>>, option: &str) -> Option<String> {
    match value.into_inner() {
        DeValue::String(text) => Some(text.into_owned()),
        DeValue::Array(items) if option == "rate" && !items.is_empty() => {
            let items: Option<Vec<String>> = items
                .into_iter()
                .map(|item| match item.into_inner() {
                    DeValue::String(text) => Some(text.into_owned()),
                    _ => None,
                })
                .collect();
            items.map(|items| items.join("; "))
        }
        _ => None,
    }
}

fn unreadable(source: String, message: String, help: &str) -> StartFault {
    StartFault {
        rule: "the_overrides_file_can_be_read",
        endpoints: Vec::new(),
        option: None,
        source: Some(source),
        message,
        help: help.to_owned(),
    }
}
