//! The jobs of a service as they are to be run, and the rules that are asked of them at start.

use std::collections::HashSet;

use hardpoint_policy::{JobSpec, check_job, variable};

use super::overrides::Effective;
use super::{Start, StartFault};
use crate::job::Entry;

/// Reads what each job promises in the code.
pub(super) fn read(start: &Start<'_>, faults: &mut Vec<StartFault>) -> Vec<(Entry, JobSpec)> {
    let mut jobs: Vec<(Entry, JobSpec)> = Vec::new();
    for entry in start.jobs.entries() {
        if jobs.iter().any(|(earlier, _)| earlier.id == entry.id) {
            faults.push(fault(
                "a_job_is_listed_once",
                &format!("{entry:?}"),
                "it is in the service's lists of jobs twice".to_owned(),
                "leave it out of one of them",
            ));
            continue;
        }
        match JobSpec::read(entry.text) {
            Ok(spec) => jobs.push((*entry, spec)),
            // The compiler has written it, of another version.
            Err(error) => faults.push(fault(
                "a_job_says_how_often",
                &format!("{entry:?}"),
                error.to_string(),
                "build the service anew",
            )),
        }
    }
    jobs
}

/// Everything that is wrong with the jobs of a service as they are to be run.
pub(super) fn broken(
    start: &Start<'_>,
    jobs: &[(Entry, JobSpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let mut faults = by_themselves(jobs, effective);
    faults.extend(names_are_their_own(start, jobs));
    faults.extend(values_are_given(start, jobs));
    faults
}

/// What each job breaks by itself: nothing, as the compiler has looked, but for overrides.
fn by_themselves(jobs: &[(Entry, JobSpec)], effective: &Effective) -> Vec<StartFault> {
    let breaches = jobs.iter().flat_map(|(_, spec)| {
        check_job(spec).into_iter().map(|breach| StartFault {
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

/// Metrics, logs, overrides and the stores of instances know a job by its name.
fn names_are_their_own(start: &Start<'_>, jobs: &[(Entry, JobSpec)]) -> Vec<StartFault> {
    let mut known: HashSet<String> = HashSet::new();
    let endpoints: HashSet<String> = start.endpoints.specs().map(|e| variable(&e.name)).collect();
    let mut faults = Vec::new();
    for (entry, spec) in jobs {
        let name = &*spec.name;
        if !known.insert(variable(name)) || endpoints.contains(&variable(name)) {
            faults.push(fault(
                "a_job_has_a_name_of_its_own",
                name,
                format!(
                    "another job or endpoint is called as the one in `{}`, but for punctuation",
                    entry.module
                ),
                "write another `name` in the attribute of one of them",
            ));
        }
    }
    faults
}

/// A run that lacks an argument would fail each time.
fn values_are_given(start: &Start<'_>, jobs: &[(Entry, JobSpec)]) -> Vec<StartFault> {
    let lacking = jobs.iter().filter_map(|(entry, spec)| {
        let missing = entry.lacks(spec, start.values)?;
        Some(fault(
            "a_job_has_what_it_takes",
            &spec.name,
            format!("it takes `Data<{missing}>`, and nobody has given one"),
            "add `.app_data(…)` with the value to the builder; what `.configure(…)` registers is for requests alone",
        ))
    });
    lacking.collect()
}

fn fault(rule: &'static str, job: &str, message: String, help: &str) -> StartFault {
    StartFault {
        rule,
        endpoints: vec![job.to_owned()],
        option: None,
        source: None,
        message,
        help: help.to_owned(),
    }
}
