//! The dependencies of a service as their calls are to be guarded, and the rules that are asked of
//! them at start.

use std::collections::{HashMap, HashSet};

use hardpoint_policy::{DependencySpec, check_dependency, variable};

use super::overrides::Effective;
use super::{Start, StartFault};
use crate::dependency::SaidOfDependency;
use crate::dependency::options::{SHARED, shown};
use crate::job::Entry;

/// Reads what each dependency promises in the code.
pub(super) fn read(
    start: &Start<'_>,
    faults: &mut Vec<StartFault>,
) -> Vec<(SaidOfDependency, DependencySpec)> {
    let mut known = HashSet::new();
    let mut dependencies = Vec::new();
    for said in start.dependencies.said() {
        let name = said.text.lines().next().unwrap_or_default();
        if !known.insert((said.text, said.module)) {
            faults.push(fault(
                "a_dependency_is_listed_once",
                name,
                "it is in the service's lists of dependencies twice".to_owned(),
                "leave it out of one of them",
            ));
            continue;
        }
        match DependencySpec::read(said.text) {
            Ok(spec) => dependencies.push((*said, spec)),
            // The compiler has written it, of another version.
            Err(error) => faults.push(fault(
                "a_dependency_has_a_name",
                name,
                error.to_string(),
                "build the service anew",
            )),
        }
    }
    dependencies
}

/// Everything that is wrong with the dependencies of a service as they are to be guarded.
pub(super) fn broken(
    start: &Start<'_>,
    jobs: &[(Entry, hardpoint_policy::JobSpec)],
    dependencies: &[(SaidOfDependency, DependencySpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let mut faults = by_themselves(dependencies, effective);
    faults.extend(names_are_their_own(start, jobs, dependencies));
    faults.extend(guards_are_one(dependencies, effective));
    faults
}

/// What each dependency breaks by itself: nothing, as the compiler has looked, but for overrides.
fn by_themselves(
    dependencies: &[(SaidOfDependency, DependencySpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let breaches = dependencies.iter().flat_map(|(_, spec)| {
        check_dependency(spec).into_iter().map(|breach| StartFault {
            rule: breach.rule,
            endpoints: vec![spec.name.to_string()],
            option: Some(breach.option.to_owned()),
            source: effective.source(&spec.name, Some(breach.option)),
            message: breach.message,
            help: breach.help,
        })
    });
    breaches.collect()
}

/// Metrics, logs and overrides know a dependency by its name.
fn names_are_their_own(
    start: &Start<'_>,
    jobs: &[(Entry, hardpoint_policy::JobSpec)],
    dependencies: &[(SaidOfDependency, DependencySpec)],
) -> Vec<StartFault> {
    let endpoints = start.endpoints.specs().map(|spec| variable(&spec.name));
    let jobs = jobs.iter().map(|(_, spec)| variable(&spec.name));
    let mut known: HashSet<String> = endpoints.chain(jobs).collect();
    let mut faults = Vec::new();
    for (said, spec) in dependencies {
        if !known.insert(variable(&spec.name)) {
            faults.push(fault(
                "a_dependency_has_a_name_of_its_own",
                &spec.name,
                format!(
                    "another dependency, job or endpoint is called as the one in `{}`, but for punctuation",
                    said.module
                ),
                "write another `name` in the attribute of one of them; to share a breaker, write the same `guard`",
            ));
        }
    }
    faults
}

/// Of a breaker or a bulkhead that several share, there is one.
fn guards_are_one(
    dependencies: &[(SaidOfDependency, DependencySpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let mut first: HashMap<&str, &DependencySpec> = HashMap::new();
    let mut faults = Vec::new();
    for (_, spec) in dependencies {
        let one = *first.entry(spec.guard()).or_insert(spec);
        for option in SHARED {
            let said = |spec| shown(spec, option).unwrap_or_else(|| "none".to_owned());
            let (theirs, ours) = (said(one), said(spec));
            if theirs == ours {
                continue;
            }
            let source = [one, spec].into_iter();
            let source = source.filter_map(|spec| effective.source(&spec.name, Some(option)));
            faults.push(StartFault {
                rule: "a_guard_is_one_for_all_who_share_it",
                endpoints: vec![one.name.to_string(), spec.name.to_string()],
                option: Some(option.to_owned()),
                source: source.reduce(|one, other| match one == other {
                    true => one,
                    false => format!("{one}, {other}"),
                }),
                message: format!(
                    "they share the guard `{}`, and the `{option}` of one is `{theirs}`, that of the other `{ours}`",
                    spec.guard()
                ),
                help: format!(
                    "write `{option} = \"{theirs}\"` at both, or give one of them another `guard`"
                ),
            });
        }
    }
    faults
}

fn fault(rule: &'static str, dependency: &str, message: String, help: &str) -> StartFault {
    StartFault {
        rule,
        endpoints: vec![dependency.to_owned()],
        option: None,
        source: None,
        message,
        help: help.to_owned(),
    }
}
