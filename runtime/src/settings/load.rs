//! The whole of a load: the file that is named, the fields, and what belongs to none of them.

use std::path::Path;

use hardpoint_policy::nearest;
use hardpoint_policy::setting::{Field, Misfit, misfit};

use super::effective::Loaded;
use super::fault::{SettingsError, SettingsFault};
use super::file::{FileEntry, StartFile};
use super::group::Settings;
use super::names;
use super::reader::Reader;
use super::source::Source;
use crate::environment::Environment;

/// Loads settings from their sources.
pub(super) fn load<S: Settings>(
    environment: &Environment,
    file: Option<&Path>,
) -> Result<Loaded<S>, SettingsError> {
    let mut faults = Vec::new();
    let at_start = start_file(S::PREFIX, environment, file, &mut faults);
    let mut reader = Reader {
        prefix: S::PREFIX,
        checked_in: S::FILE,
        environment,
        at_start: &at_start,
        groups: Vec::new(),
        faults,
        effective: Vec::new(),
    };
    let settings = S::read(&mut reader);
    let Reader {
        mut faults,
        effective,
        ..
    } = reader;
    for entry in &at_start.entries {
        faults.extend(stranger(S::PREFIX, S::FIELDS, &at_start, entry));
    }
    names::refuse_unknown(S::PREFIX, S::FIELDS, S::IGNORED, environment, &mut faults);
    match settings {
        Some(settings) if faults.is_empty() => Ok(Loaded::new(settings, effective)),
        _ => Err(SettingsError::new(faults)),
    }
}

/// The file that is named, by one of the two who can.
fn start_file(
    prefix: &str,
    environment: &Environment,
    file: Option<&Path>,
    faults: &mut Vec<SettingsFault>,
) -> StartFile {
    let variable = names::file_variable(prefix);
    match (environment.get(&variable), file) {
        (None, None) => StartFile::default(),
        (Some(path), None) => StartFile::read(path.to_owned(), Some(variable), faults),
        (None, Some(path)) => StartFile::read(path.display().to_string(), None, faults),
        (Some(path), Some(file)) => {
            faults.push(SettingsFault {
                name: None,
                source: Source::Variable(variable),
                read: Some(path.to_owned()),
                expected: None,
                message: Some(format!(
                    "the program has named another file already, `{}`",
                    file.display()
                )),
                help: "name one of the two".to_owned(),
            });
            StartFile::default()
        }
    }
}

/// What is wrong with an entry of the file that is read as no field's value.
fn stranger(
    prefix: &str,
    fields: &'static [Field<'static>],
    file: &StartFile,
    entry: &FileEntry,
) -> Option<SettingsFault> {
    let keys: Vec<&str> = entry.keys.iter().map(String::as_str).collect();
    let name = keys.join(".");
    let (message, help) = match entry.with(|value| misfit(fields, &keys, value, true))? {
        Misfit::Unknown { at, known } => {
            let name = keys[..=at].join(".");
            let help = match nearest(keys[at], known.iter().map(|field| field.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it".to_owned(),
            };
            (format!("there is no setting `{name}`"), help)
        }
        Misfit::Table => (
            format!("`{name}` is in a table, and a value is meant"),
            format!("write `{} = …`", keys[0]),
        ),
        Misfit::NoTable => (
            format!("`{name}` is a table of settings, not a value"),
            format!("write its settings under `[{name}]`"),
        ),
        Misfit::Secret(spec) => {
            let (last, groups) = keys.split_last()?;
            let variable = names::variable(prefix, groups, last, spec);
            (
                format!("`{name}` is a secret, which is read from no file of settings"),
                format!(
                    "set `{variable}`, or `{variable}_FILE` to the path of a file that holds it"
                ),
            )
        }
        // It is told where the field is read.
        Misfit::Unfit(_) | Misfit::Required | Misfit::Password => return None,
    };
    Some(SettingsFault {
        name: None,
        source: file.at(entry.line),
        read: None,
        expected: None,
        message: Some(message),
        help,
    })
}
