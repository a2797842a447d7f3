//! Policies that an operator states otherwise than the code, found and read at start.

pub(super) mod beside;
mod dependencies;
mod file;
mod jobs;
mod options;
mod unlisted;
mod wanted;

use std::borrow::Cow;
use std::path::Path;

use hardpoint_policy::{DependencySpec, EndpointSpec, JobSpec};

use self::options::{Outcome, Refused};
pub(crate) use self::unlisted::Unlisted;
use self::wanted::Wanted;
use super::StartFault;
use crate::environment::Environment;

/// A policy of an endpoint's, a job's or a dependency's that is not as its attribute says.
///
/// [`Hardpoint::overrides`](crate::Hardpoint::overrides) lists those in force, and each is logged
/// when the runtime is built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Override {
    /// The endpoint's name, the job's or the dependency's.
    pub endpoint: String,
    /// The option, such as `timeout`.
    pub option: &'static str,
    /// What the attribute says, or `none`.
    pub from: String,
    /// What is in force, or `none`.
    pub to: String,
    /// Where that stands: `HARDPOINT_GET_ORDER_TIMEOUT`, or `overrides.toml:3`.
    pub source: String,
}

impl Override {
    pub(super) fn log(&self) {
        let Self {
            endpoint,
            option,
            from,
            to,
            source,
        } = self;
        tracing::info!(operation = %endpoint, option, %from, %to, %source, "a policy is overridden");
    }
}

/// Endpoints as they are to be enforced.
#[derive(Debug)]
pub(super) struct Effective {
    /// What each promises, in their order; borrowed where nothing is overridden.
    pub(super) specs: Vec<Cow<'static, EndpointSpec>>,
    pub(super) overrides: Vec<Override>,
}

/// Everything that is overridden, by the environment or by a file.
pub(super) fn wanted(
    environment: &Environment,
    file: Option<&Path>,
    faults: &mut Vec<StartFault>,
) -> Vec<Wanted> {
    let mut wanted = file::wanted(environment, file, faults);
    // The environment comes last, and so has the last word.
    wanted.extend(wanted::of_environment(environment));
    wanted
}

/// What stands beside the endpoints, and has options that can be overridden.
#[derive(Debug, Default)]
pub(super) struct Besides<'a> {
    pub(super) jobs: Vec<&'a JobSpec>,
    pub(super) dependencies: Vec<&'a DependencySpec>,
}

/// Applies what is `wanted` to the endpoints; what cannot be applied is a fault, and may be what is
/// meant for those `beside` them.
pub(super) fn apply(
    specs: impl Iterator<Item = &'static EndpointSpec>,
    beside: &Besides<'_>,
    wanted: &[Wanted],
    faults: &mut Vec<StartFault>,
) -> Effective {
    let mut effective = Effective {
        specs: specs.map(Cow::Borrowed).collect(),
        overrides: Vec::new(),
    };
    let coded = effective.specs.clone();
    for one in wanted {
        match one.find(&coded) {
            Ok(Some((place, option))) => {
                let outcome = option.read(&coded[place], effective.specs[place].to_mut(), one);
                effective.note(&coded[place], one, outcome, faults);
            }
            // Two endpoints of one name, which is a fault of theirs.
            Ok(None) => {}
            Err(fault) => faults.push(match beside.near(one) {
                Some(help) if !fault.help.starts_with("write") => StartFault { help, ..fault },
                _ => fault,
            }),
        }
    }
    effective
}

impl Besides<'_> {
    /// The near spelling of what is meant for no endpoint.
    fn near(&self, one: &Wanted) -> Option<String> {
        beside::near(one, &self.jobs).or_else(|| beside::near(one, &self.dependencies))
    }
}

impl Effective {
    fn note(
        &mut self,
        coded: &EndpointSpec,
        one: &Wanted,
        outcome: Result<Outcome, Refused>,
        faults: &mut Vec<StartFault>,
    ) {
        let endpoint = coded.name.to_string();
        match outcome {
            Ok(Outcome { option, from, to }) => {
                self.overrides
                    .retain(|known| known.endpoint != endpoint || known.option != option);
                self.overrides.push(Override {
                    endpoint,
                    option,
                    from,
                    to,
                    source: one.source.clone(),
                });
            }
            Err(refused) => faults.push(StartFault {
                rule: refused.rule,
                endpoints: vec![endpoint],
                option: Some(refused.option.to_owned()),
                source: Some(one.source.clone()),
                message: refused.message,
                help: refused.help,
            }),
        }
    }

    /// Where the value of an endpoint's option stands, or whatever else of the endpoint is
    /// overridden: what the compiler let pass is broken by nothing else.
    pub(super) fn source(&self, endpoint: &str, option: Option<&str>) -> Option<String> {
        let of_endpoint = || {
            self.overrides
                .iter()
                .filter(|known| known.endpoint == endpoint)
        };
        let exactly = of_endpoint().find(|known| Some(known.option) == option);
        let sources: Vec<&str> = match exactly {
            Some(known) => vec![&known.source],
            None => of_endpoint().map(|known| known.source.as_str()).collect(),
        };
        (!sources.is_empty()).then(|| sources.join(", "))
    }
}

#[cfg(test)]
mod tests;
