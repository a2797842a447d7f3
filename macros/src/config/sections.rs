//! The tables of the file: `[defaults]`, `[policy.NAME]` and `[require]`.

use hardpoint_policy::nearest;

use super::setting::Setting;
use super::suits::{Section, unsuited};
use super::{Policy, Requirement};
use crate::endpoint::{OPTIONS, refusals};
use crate::toml_file::{Entry, Fault, Kind, Place, Table, TomlFile, Value};

/// The file's tables, as far as they are right.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub(super) defaults: Vec<Setting>,
    pub(super) policies: Vec<Policy>,
    pub(super) required: Vec<Requirement>,
}

const TABLES: [&str; 3] = ["defaults", "policy", "require"];

impl Sections {
    /// Reads every table; what is wrong is noted, in the file's order, and left out.
    pub(super) fn read(file: &TomlFile, faults: &mut Vec<Fault>) -> Self {
        let mut sections = Self::default();
        let mut reader = Reader {
            file,
            faults: Vec::new(),
        };
        for entry in &file.root().entries {
            match entry.key.as_str() {
                "defaults" => {
                    if let Some(table) = reader.table(entry, "[defaults]") {
                        sections.defaults = reader.settings(table, Section::Defaults, "[defaults]");
                    }
                }
                "policy" => {
                    if let Some(table) = reader.table(entry, "[policy.NAME]") {
                        sections.policies = reader.policies(table);
                    }
                }
                "require" => {
                    if let Some(table) = reader.table(entry, "[require]") {
                        sections.required = reader.required(table);
                    }
                }
                _ => reader.unknown_table(entry),
            }
        }
        reader.faults.sort_by_key(|(place, _)| *place);
        faults.extend(reader.faults.into_iter().map(|(_, fault)| fault));
        sections
    }
}

/// What a key is to a table.
enum Known {
    Yes,
    /// It is none, and most likely meant to be this one.
    Misspelt(&'static str),
    No,
}

struct Reader<'a> {
    file: &'a TomlFile,
    faults: Vec<(Place, Fault)>,
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, entry: &Entry, message: String, help: impl Into<String>) {
        self.refuse_at(entry.place, message, help);
    }

    fn refuse_at(&mut self, place: Place, message: String, help: impl Into<String>) {
        let fault = self.file.fault(place, message, help);
        self.faults.push((place, fault));
    }

    fn table(&mut self, entry: &'a Entry, header: &str) -> Option<&'a Table> {
        if let Kind::Table(table) = &entry.value.kind {
            return Some(table);
        }
        let Entry { key, value, .. } = entry;
        let found = value.kind.name();
        self.refuse(
            entry,
            format!("`{key}` is a table, and not {found}"),
            format!("write `{header}`, and the options below it"),
        );
        None
    }

    /// A table that nobody reads would be a promise that nobody keeps.
    fn unknown_table(&mut self, entry: &Entry) {
        let Entry { key, value, .. } = entry;
        let is_option = OPTIONS.iter().any(|(option, _)| option == key);
        if is_option && !matches!(value.kind, Kind::Table(_)) {
            self.refuse(
                entry,
                format!("`{key}` stands outside of a table"),
                "write it below `[defaults]`, or below the `[policy.NAME]` of its policy",
            );
            return;
        }
        let help = match nearest(key, TABLES) {
            Some("policy") => "write `[policy.NAME]`".to_owned(),
            Some(near) => format!("write `[{near}]`"),
            None => "the tables are `[defaults]`, `[policy.NAME]` and `[require]`".to_owned(),
        };
        self.refuse(entry, format!("unknown table `{key}`"), help);
    }

    fn settings(&mut self, table: &Table, section: Section, header: &str) -> Vec<Setting> {
        let mut settings = Vec::new();
        for entry in &table.entries {
            match self.known(entry, section, header) {
                Known::Yes => {
                    let is_wrong = self.has_faults(entry, section);
                    settings.push(Setting::new(&entry.key, entry, is_wrong, self.file));
                }
                // Whoever misses the option misses it for this reason, which has been said.
                Known::Misspelt(option) => {
                    settings.push(Setting::new(option, entry, true, self.file));
                }
                Known::No => {}
            }
        }
        self.are_not_both_said(table);
        settings
    }

    /// Each says the opposite of the other.
    fn are_not_both_said(&mut self, table: &Table) {
        if let (Some(_), Some(public)) = (table.get("auth"), table.get("public")) {
            let message = "`public` lets everyone call, and `auth` does not".to_owned();
            self.refuse(public, message, "keep one of the two");
        }
    }

    fn policies(&mut self, table: &'a Table) -> Vec<Policy> {
        let mut policies = Vec::new();
        for entry in &table.entries {
            let Entry {
                key: name, value, ..
            } = entry;
            let table = match &value.kind {
                Kind::Table(table) => table,
                Kind::List(items) if items.iter().all(is_table) => {
                    self.table(entry, &format!("[policy.{name}]"));
                    continue;
                }
                _ => {
                    self.refuse(
                        entry,
                        format!("`{name}` stands in no policy: a policy has a name, and options below it"),
                        "write it below `[policy.NAME]`",
                    );
                    continue;
                }
            };
            if !is_policy_name(name) {
                self.refuse(
                    entry,
                    format!("`{name}` is no policy's name"),
                    "write 1 to 64 of the characters `A-Z a-z 0-9 _ -`",
                );
            }
            let settings = self.settings(table, Section::Policy, &format!("[policy.{name}]"));
            policies.push(Policy {
                name: name.clone(),
                at: self.file.at(entry.place),
                settings,
            });
        }
        policies
    }

    fn required(&mut self, table: &Table) -> Vec<Requirement> {
        let mut required = Vec::new();
        for entry in &table.entries {
            let Known::Yes = self.known(entry, Section::Require, "[require]") else {
                continue;
            };
            let option = entry.key.clone();
            match &entry.value.kind {
                Kind::Boolean(true) => required.push(Requirement {
                    option,
                    at: self.file.at(entry.place),
                }),
                Kind::Boolean(false) => {}
                found => {
                    let found = found.name();
                    self.refuse(
                        entry,
                        format!("`{option}` in `[require]` is `true` or `false`, and not {found}"),
                        format!("write `{option} = true`; a value for all stands in `[defaults]`"),
                    );
                }
            }
        }
        required
    }

    /// An option must be known, and suit the table.
    fn known(&mut self, entry: &Entry, section: Section, header: &str) -> Known {
        let key = &entry.key;
        if OPTIONS.iter().any(|(option, _)| option == key) {
            let Some((reason, help)) = unsuited(key, section) else {
                return Known::Yes;
            };
            let message = format!("`{key}` cannot stand in `{header}`: {reason}");
            self.refuse(entry, message, help);
            return Known::No;
        }
        let suited = || {
            let all = OPTIONS.iter().map(|(option, _)| *option);
            all.filter(|option| unsuited(option, section).is_none())
        };
        let near = nearest(key, suited());
        let help = match near {
            Some(near) => format!("write `{near}`"),
            None => {
                let all: Vec<_> = suited().map(|option| format!("`{option}`")).collect();
                format!("the options of `{header}` are {}", all.join(", "))
            }
        };
        let message = format!("unknown option `{key}`: nothing would enforce it");
        self.refuse(entry, message, help);
        near.map_or(Known::No, Known::Misspelt)
    }

    /// Whether an option's value cannot be read, which is noted in the words of the attribute.
    fn has_faults(&mut self, entry: &Entry, section: Section) -> bool {
        let refusals = refusals(&entry.key, &entry.value, section == Section::Defaults);
        let is_wrong = !refusals.is_empty();
        for (place, message, help) in refusals {
            self.refuse_at(place, message, help);
        }
        is_wrong
    }
}

fn is_table(value: &Value) -> bool {
    matches!(value.kind, Kind::Table(_))
}

/// What can be a bare key of TOML, so that a name is never in quotes.
fn is_policy_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
