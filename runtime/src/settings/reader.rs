//! Reads each field from its sources, and notes all that is wrong with any of them.

use hardpoint_policy::setting::{Content, Default, Field, Value};

use super::effective::Effective;
use super::fault::SettingsFault;
use super::file::StartFile;
use super::group::{CheckedIn, Group};
use super::names;
use super::secret_file::secret_file;
use super::setting::Complaint;
use super::source::Source;
use super::wanted::Wanted;
use crate::environment::Environment;

/// Reads the fields of a struct.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) prefix: &'static str,
    pub(super) checked_in: CheckedIn,
    pub(super) environment: &'a Environment,
    pub(super) at_start: &'a StartFile,
    /// The groups that the fields are in.
    pub(super) groups: Vec<&'static str>,
    pub(super) faults: Vec<SettingsFault>,
    pub(super) effective: Vec<Effective>,
}

impl Reader<'_> {
    /// Reads the fields of a nested struct.
    pub fn group<T: Group>(&mut self, name: &'static str) -> Option<T> {
        self.groups.push(name);
        let read = T::read(self);
        self.groups.pop();
        read
    }

    /// Reads one field: every source that has a value is read, and the highest of them counts.
    pub fn value<T>(
        &mut self,
        field: &'static Field<'static>,
        read: impl Fn(&Value<'_>) -> Result<T, Complaint>,
        made: Option<fn() -> T>,
    ) -> Option<T> {
        let Content::Value(spec) = &field.content else {
            return None;
        };
        let faults_before = self.faults.len();
        let setting = Wanted {
            name: names::name(&self.groups, field.name),
            variable: names::variable(self.prefix, &self.groups, field.name, spec),
            spec,
        };
        let mut best = None;
        let mut take = |reader: &mut Self, source: Source, value: &Value<'_>| match setting
            .read(&source, value, &read)
        {
            Ok(read) => best = Some((read, setting.effective(source, value))),
            Err(fault) => reader.faults.push(fault),
        };
        if let Default::Said(value) = &spec.default {
            take(self, Source::Default, value);
        }
        if !spec.kind.is_secret() {
            let path = [self.groups.as_slice(), &[field.name]].concat();
            for entry in self.checked_in.entries {
                if entry.path == path && !matches!(entry.value, Value::Table) {
                    let source = Source::CheckedIn {
                        file: self.checked_in.name,
                        line: entry.line,
                    };
                    take(self, source, &entry.value);
                }
            }
            for entry in &self.at_start.entries {
                let source = self.at_start.at(entry.line);
                entry.with(|value| {
                    if entry.keys == path && !matches!(value, Value::Table) {
                        take(self, source, value);
                    }
                });
            }
        }
        match (self.environment.get(&setting.variable), &spec.kind) {
            (variable, kind) if kind.is_secret() => {
                match secret_file(&setting, variable, self.environment) {
                    Ok(Some((source, text))) => take(self, source, &Value::Word(&text)),
                    Ok(None) => {}
                    Err(fault) => self.faults.push(fault),
                }
            }
            (Some(text), _) => {
                let source = Source::Variable(setting.variable.clone());
                take(self, source, &Value::Word(text));
            }
            (None, _) => {}
        }
        if self.faults.len() > faults_before {
            return None;
        }
        let (value, effective) = match (best, made, &spec.default) {
            (Some(best), ..) => best,
            (None, Some(make), Default::Made(text)) => (make(), setting.made(text)),
            (None, ..) if spec.kind.is_optional() => {
                (read(&Value::Word("")).ok()?, setting.absent())
            }
            (None, ..) => {
                if !self.at_start.is_broken {
                    self.faults.push(setting.missing());
                }
                return None;
            }
        };
        self.effective.push(effective);
        Some(value)
    }
}
