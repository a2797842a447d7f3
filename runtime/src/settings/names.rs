//! The names of settings and of their variables, and variables that are none of theirs.

use hardpoint_policy::nearest;
use hardpoint_policy::setting::{Content, Field, Path, Spec, Words, push_variable};

use super::fault::SettingsFault;
use super::source::Source;
use crate::environment::Environment;

/// The name of a setting in the groups that it is in: `database.url`.
pub(super) fn name(groups: &[&str], field: &str) -> String {
    let mut names = groups.to_vec();
    names.push(field);
    names.join(".")
}

/// The variable that sets it: `SHOP_DATABASE_URL`.
pub(super) fn variable(prefix: &str, groups: &[&str], field: &str, spec: &Spec<'_>) -> String {
    fn push(words: &mut Words, prefix: &str, rest: &[&str], path: &Path<'_>, spec: &Spec<'_>) {
        match rest.split_first() {
            Some((next, rest)) => {
                let inner = Path {
                    group: Some(path),
                    name: next,
                };
                push(words, prefix, rest, &inner, spec);
            }
            None => push_variable(words, prefix, path, spec),
        }
    }
    let mut names = groups.to_vec();
    names.push(field);
    let mut words = Words::new();
    if let Some((first, rest)) = names.split_first() {
        let path = Path {
            group: None,
            name: first,
        };
        push(&mut words, prefix, rest, &path, spec);
    }
    words.to_string()
}

/// The variable that names the file which is read at start.
pub(super) fn file_variable(prefix: &str) -> String {
    format!("{prefix}_SETTINGS_FILE")
}

/// A variable with the prefix that sets nothing is most likely misspelt. Its value may be a
/// secret, and is not shown.
pub(super) fn refuse_unknown(
    prefix: &str,
    fields: &'static [Field<'static>],
    ignored: &[&str],
    environment: &Environment,
    faults: &mut Vec<SettingsFault>,
) {
    let mut known = vec![file_variable(prefix)];
    variables(prefix, fields, &mut Vec::new(), &mut known);
    let is_ignored = |variable: &str| {
        ignored
            .iter()
            .any(|ignored| match ignored.strip_suffix('*') {
                Some(beginning) => variable.starts_with(beginning),
                None => *ignored == variable,
            })
    };
    for (variable, _) in environment.beginning_with(&format!("{prefix}_")) {
        if known.iter().any(|known| known == variable) || is_ignored(variable) {
            continue;
        }
        let help = match nearest(variable, known.iter().map(String::as_str)) {
            _ if is_kubernetes(prefix, variable) => format!(
                "Kubernetes sets it for a service of that name: say `enableServiceLinks: false` \
                 there, or `#[settings(ignore = \"{variable}\")]`"
            ),
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it".to_owned(),
        };
        faults.push(SettingsFault {
            name: None,
            source: Source::Variable(variable.to_owned()),
            read: None,
            expected: None,
            message: Some("there is no such setting".to_owned()),
            help,
        });
    }
}

fn variables(
    prefix: &str,
    fields: &'static [Field<'static>],
    groups: &mut Vec<&'static str>,
    known: &mut Vec<String>,
) {
    for field in fields {
        match &field.content {
            Content::Group(inner) => {
                groups.push(field.name);
                variables(prefix, inner, groups, known);
                groups.pop();
            }
            Content::Value(spec) => {
                let variable = variable(prefix, groups, field.name, spec);
                if spec.kind.is_secret() {
                    known.push(format!("{variable}_FILE"));
                }
                known.push(variable);
            }
        }
    }
}

/// Whether a variable is one of those that Kubernetes sets for a service called like the prefix.
fn is_kubernetes(prefix: &str, variable: &str) -> bool {
    let rest = variable.strip_prefix(prefix).unwrap_or_default();
    let port = rest.strip_prefix("_PORT").unwrap_or("x");
    rest == "_SERVICE_HOST"
        || rest.starts_with("_SERVICE_PORT")
        || port.is_empty()
        || port.starts_with('_') && port[1..].starts_with(|c: char| c.is_ascii_digit())
}
