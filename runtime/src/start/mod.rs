//! What happens before a service starts: overrides are applied, and whatever only the whole of it
//! shows is checked, all at once.

mod dependencies;
mod error;
mod jobs;
mod overrides;
mod rules;
mod served;

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use hardpoint_policy::{DependencySpec, EndpointSpec, JobSpec};

use crate::auth::Authentication;
use crate::dependency::{Dependencies, SaidOfDependency};
use crate::environment::Environment;
use crate::job::{Entry, Jobs, Values};
use crate::registry::Endpoints;
use crate::versions::Versions;

pub use error::{StartError, StartFault};
pub use overrides::Override;
pub(crate) use overrides::Unlisted;
pub(crate) use served::Served;

/// What a service is to be started with.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    pub(crate) endpoints: Endpoints,
    pub(crate) jobs: &'a Jobs,
    pub(crate) dependencies: &'a Dependencies,
    /// What jobs may take.
    pub(crate) values: &'a Values,
    pub(crate) environment: &'a Environment,
    pub(crate) overrides_file: Option<&'a Path>,
    pub(crate) authentication: &'a Authentication,
    /// Whether there is a database for what is done in transactions.
    pub(crate) has_transactions: bool,
    /// How long a connection to it is waited for, if that was said.
    pub(crate) pool_wait: Option<Duration>,
    pub(crate) drain_budget: Duration,
    /// How requests say which version they mean.
    pub(crate) versions: &'a Versions,
    /// What it is served with, where the server is ours.
    pub(crate) served: Option<&'a Served>,
}

/// What a service is started with.
#[derive(Debug, Default)]
pub(crate) struct Started {
    /// The endpoints, with the promises that are in force.
    pub(crate) endpoints: Endpoints,
    pub(crate) jobs: Vec<(Entry, JobSpec)>,
    /// The dependencies, with what calls of them are held to.
    pub(crate) dependencies: Vec<(SaidOfDependency, DependencySpec)>,
    pub(crate) overrides: Vec<Override>,
    /// What to do about endpoints that no list names.
    pub(crate) unlisted: Unlisted,
}

/// Applies the overrides and checks everything.
pub(crate) fn start(mut start: Start<'_>) -> Result<Started, StartError> {
    let mut faults = Vec::new();
    let wanted = overrides::wanted(start.environment, start.overrides_file, &mut faults);
    start.endpoints = rules::listed_once(start.endpoints, &mut faults);
    let mut jobs = jobs::read(&start, &mut faults);
    let mut specs: Vec<&mut JobSpec> = jobs.iter_mut().map(|(_, spec)| spec).collect();
    let (wanted, of_jobs) = overrides::beside::apply(&mut specs, wanted, &mut faults);
    let mut dependencies = dependencies::read(&start, &mut faults);
    let mut specs: Vec<&mut DependencySpec> =
        dependencies.iter_mut().map(|(_, spec)| spec).collect();
    let (wanted, of_dependencies) = overrides::beside::apply(&mut specs, wanted, &mut faults);
    let beside = overrides::Besides {
        jobs: jobs.iter().map(|(_, spec)| spec).collect(),
        dependencies: dependencies.iter().map(|(_, spec)| spec).collect(),
    };
    let mut effective = overrides::apply(start.endpoints.specs(), &beside, &wanted, &mut faults);
    faults.extend(rules::broken(&start, &effective));
    effective.overrides.extend(of_jobs);
    effective.overrides.extend(of_dependencies);
    faults.extend(jobs::broken(&start, &jobs, &effective));
    faults.extend(dependencies::broken(
        &start,
        &jobs,
        &dependencies,
        &effective,
    ));
    StartError::unless_empty(faults)?;
    effective.overrides.iter().for_each(Override::log);
    Ok(Started {
        endpoints: start
            .endpoints
            .promising(effective.specs.into_iter().map(kept)),
        jobs,
        dependencies,
        overrides: effective.overrides,
        unlisted: Unlisted::beside(wanted),
    })
}

/// A constant's place holds for ever, and so does that of what stands in for it: a process has one
/// runtime, and no request should have to count who looks at its endpoint's promises.
fn kept(spec: Cow<'static, EndpointSpec>) -> &'static EndpointSpec {
    match spec {
        Cow::Borrowed(spec) => spec,
        Cow::Owned(spec) => Box::leak(Box::new(spec)),
    }
}

#[cfg(test)]
mod tests;
