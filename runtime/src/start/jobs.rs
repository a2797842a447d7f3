//! The jobs of a service as they are to be run, and the rules that are asked of them at start.

use std::collections::HashSet;

use hardpoint_policy::{JobSpec, variable};

use super::{Start, StartFault};
use crate::job::Entry;

/// Reads what each job promises, and notes what keeps it from being run.
pub(super) fn jobs(start: &Start<'_>, faults: &mut Vec<StartFault>) -> Vec<(Entry, JobSpec)> {
    let mut read: Vec<(Entry, JobSpec)> = Vec::new();
    for entry in start.jobs.entries() {
        let spec = match JobSpec::read(entry.text) {
            Ok(spec) => spec,
            // The compiler has written it.
            Err(error) => {
                faults.push(StartFault {
                    option: None,
                    ..fault(
                        "a_job_is_listed_once",
                        &[entry.module],
                        error.to_string(),
                        "",
                    )
                });
                continue;
            }
        };
        read.push((*entry, spec));
    }
    faults.extend(names_are_their_own(start, &read));
    faults.extend(values_are_given(start, &read));
    read
}

/// Metrics, logs, overrides and the stores of instances know a job by its name.
fn names_are_their_own(start: &Start<'_>, jobs: &[(Entry, JobSpec)]) -> Vec<StartFault> {
    let mut known: HashSet<String> = HashSet::new();
    let endpoints: HashSet<String> = start.endpoints.specs().map(|e| variable(&e.name)).collect();
    let mut faults = Vec::new();
    for (at, (entry, spec)) in jobs.iter().enumerate() {
        let name = &*spec.name;
        if jobs[..at].iter().any(|(earlier, _)| earlier.id == entry.id) {
            faults.push(fault(
                "a_job_is_listed_once",
                &[name],
                "it is in the service's lists of jobs twice".to_owned(),
                "leave it out of one of them",
            ));
        } else if !known.insert(variable(name)) || endpoints.contains(&variable(name)) {
            faults.push(fault(
                "a_job_has_a_name_of_its_own",
                &[name],
                format!("another job or endpoint is called `{name}`, too, but for punctuation"),
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
            &[&spec.name],
            format!("it takes `Data<{missing}>`, and nobody has given one"),
            "add `.app_data(…)` with the value to the builder; what `.configure(…)` registers is for requests alone",
        ))
    });
    lacking.collect()
}

fn fault(rule: &'static str, jobs: &[&str], message: String, help: &str) -> StartFault {
    StartFault {
        rule,
        endpoints: jobs.iter().map(|name| (*name).to_owned()).collect(),
        option: None,
        source: None,
        message,
        help: help.to_owned(),
    }
}
