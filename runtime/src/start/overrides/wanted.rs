//! One override as it is written, and which option of which endpoint it means.

use std::borrow::Cow;

use hardpoint_policy::{EndpointSpec, nearest, variable};

use super::file::FILE;
use super::options::{OPTIONS, OptionRow};
use crate::environment::Environment;
use crate::start::StartFault;

/// What the names of all variables begin with.
const PREFIX: &str = "HARDPOINT_";

/// Variables that override nothing, and mean something else.
const RESERVED: [&str; 1] = [FILE];

/// One override as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Where it stands.
    pub(super) source: String,
    pub(super) target: Target,
    pub(super) text: String,
}

/// What an override is of, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// `GET_ORDER_TIMEOUT`, of which an option's name is the last part: those have one word.
    Variable(String),
    /// `[get_order]`, `timeout`.
    Key { endpoint: String, option: String },
}

/// The overrides in the environment.
pub(super) fn of_environment(environment: &Environment) -> impl Iterator<Item = Wanted> {
    let variables = environment.beginning_with(PREFIX);
    variables
        .filter(|(name, _)| !RESERVED.contains(name))
        .map(|(name, value)| Wanted {
            source: name.to_owned(),
            target: Target::Variable(name[PREFIX.len()..].to_owned()),
            text: value.to_owned(),
        })
}

impl Wanted {
    /// The one endpoint that is meant, and the option; `None` where two endpoints have the name.
    pub(super) fn find(
        &self,
        specs: &[Cow<'static, EndpointSpec>],
    ) -> Result<Option<(usize, &'static OptionRow)>, StartFault> {
        let mut named = specs
            .iter()
            .enumerate()
            .filter_map(|(place, spec)| Some((place, self.option(spec)?)));
        match (named.next(), named.next()) {
            (Some(found), None) => Ok(Some(found)),
            (Some(_), Some(_)) => Ok(None),
            (None, _) => Err(self.matches_nothing(specs)),
        }
    }

    /// The option of that endpoint's which is meant, if one is.
    pub(super) fn option(&self, spec: &EndpointSpec) -> Option<&'static OptionRow> {
        let is_meant = |row: &&OptionRow| match &self.target {
            Target::Variable(name) => *name == variable_of(&spec.name, row),
            Target::Key { endpoint, option } => spec.name == *endpoint && option == row.name,
        };
        OPTIONS.iter().find(is_meant)
    }

    fn matches_nothing(&self, specs: &[Cow<'static, EndpointSpec>]) -> StartFault {
        let names = || specs.iter().map(|spec| &*spec.name);
        let options = || OPTIONS.iter().filter(|row| row.is_overridable());
        let (message, near) = match &self.target {
            Target::Variable(name) => {
                let known: Vec<String> = names()
                    .flat_map(|name| OPTIONS.iter().map(move |row| variable_of(name, row)))
                    .collect();
                let near = nearest(name, known.iter().map(String::as_str));
                (
                    "it overrides nothing: no endpoint, job or dependency that is listed has such an option".to_owned(),
                    near.map(|near| format!("write `{PREFIX}{near}`, or remove it")),
                )
            }
            Target::Key { endpoint, option } if names().any(|name| name == endpoint) => (
                format!("`{option}` of `[{endpoint}]` overrides nothing: there is no such option"),
                nearest(option, OPTIONS.iter().map(|row| row.name))
                    .map(|near| format!("write `{near}`, or remove it")),
            ),
            Target::Key { endpoint, .. } => (
                format!(
                    "`[{endpoint}]` overrides nothing: no endpoint, job or dependency that is listed is called so"
                ),
                nearest(endpoint, names()).map(|near| format!("write `[{near}]`, or remove it")),
            ),
        };
        let help = near.unwrap_or_else(|| {
            if specs.is_empty() {
                return "list the endpoints: `.endpoints(endpoints![…])`".to_owned();
            }
            let example = variable_of(&specs[0].name, options().next().unwrap_or(&OPTIONS[0]));
            let options: Vec<&str> = options().map(|row| row.name).collect();
            format!(
                "name an endpoint that is listed, as in `{PREFIX}{example}`; the options are `{}`",
                options.join("`, `")
            )
        });
        StartFault {
            rule: "an_override_matches_something",
            endpoints: Vec::new(),
            option: None,
            source: Some(self.source.clone()),
            message,
            help,
        }
    }
}

/// `GET_ORDER_TIMEOUT`.
fn variable_of(endpoint: &str, row: &OptionRow) -> String {
    format!("{}_{}", variable(endpoint), variable(row.name))
}
