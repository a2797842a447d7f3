//! Overrides of jobs: which options an operator may state otherwise, and how they are read.

use hardpoint_policy::{JobSpec, nearest, variable};

use super::wanted::{Target, Wanted};
use super::{Override, StartFault};

/// The options of which a job's attribute is made, and why some are not for an operator.
const OPTIONS: &[(&str, Result<&str, &str>)] = &[
    ("every", Ok("1h")),
    ("timeout", Ok("10m")),
    ("jitter", Ok("1m")),
    ("overlap", Ok("skip")),
    ("on_start", Err("it follows from what the job does")),
    ("per", Err("it follows from what the job does")),
    ("name", Err("it is what the job is called")),
    ("crate", Err("it is for the compiler")),
];

/// Applies what is wanted of jobs to them; what is left is meant for endpoints.
pub(in crate::start) fn apply(
    jobs: &mut [&mut JobSpec],
    wanted: Vec<Wanted>,
    faults: &mut Vec<StartFault>,
) -> (Vec<Wanted>, Vec<Override>) {
    let coded: Vec<JobSpec> = jobs.iter().map(|job| JobSpec::clone(job)).collect();
    let (mut rest, mut overrides) = (Vec::new(), Vec::new());
    for one in wanted {
        let found = coded
            .iter()
            .enumerate()
            .find_map(|(place, job)| Some((place, job, option(&one, &job.name)?)));
        let Some((place, job, (name, takes))) = found else {
            rest.push(one);
            continue;
        };
        match read(jobs[place], name, takes, &one) {
            Ok(()) => {
                overrides
                    .retain(|known: &Override| known.endpoint != job.name || known.option != name);
                overrides.push(Override {
                    endpoint: job.name.to_string(),
                    option: name,
                    from: shown(job, name),
                    to: shown(jobs[place], name),
                    source: one.source,
                });
            }
            Err(fault) => faults.push(fault),
        }
    }
    (rest, overrides)
}

/// The near spelling of a variable that overrides no endpoint, if it is one of a job's.
pub(in crate::start) fn near(one: &Wanted, jobs: &[&JobSpec]) -> Option<String> {
    let known = jobs.iter().flat_map(|job| {
        OPTIONS
            .iter()
            .map(|(option, _)| format!("{}_{}", variable(&job.name), variable(option)))
    });
    let known: Vec<String> = known.collect();
    let Target::Variable(name) = &one.target else {
        return None;
    };
    let near = nearest(name, known.iter().map(String::as_str))?;
    Some(format!("write `HARDPOINT_{near}`, or remove it"))
}

type OptionRow = (&'static str, Result<&'static str, &'static str>);

fn option(one: &Wanted, job: &str) -> Option<OptionRow> {
    let is_meant = |(option, _): &&OptionRow| match &one.target {
        Target::Variable(name) => *name == format!("{}_{}", variable(job), variable(option)),
        Target::Key {
            endpoint,
            option: said,
        } => endpoint == job && said == option,
    };
    OPTIONS.iter().find(is_meant).copied()
}

fn read(
    job: &mut JobSpec,
    option: &'static str,
    takes: Result<&str, &str>,
    one: &Wanted,
) -> Result<(), StartFault> {
    let fault = |rule, message, help| StartFault {
        rule,
        endpoints: vec![job.name.to_string()],
        option: Some(option.to_owned()),
        source: Some(one.source.clone()),
        message,
        help,
    };
    let example = takes.map_err(|because| {
        fault(
            "an_override_changes_how_and_not_what",
            format!("`{option}` cannot be overridden: {because}"),
            "change the attribute, or remove the override".to_owned(),
        )
    })?;
    let mut changed = job.clone();
    changed.promise(option, &one.text).map_err(|error| {
        let help = error.help.unwrap_or_else(|| format!("write `{example}`"));
        fault(
            "an_override_can_be_read",
            format!("`{option}`: {}", error.message),
            help,
        )
    })?;
    *job = changed;
    Ok(())
}

fn shown(job: &JobSpec, option: &str) -> String {
    match option {
        "every" => job.every.to_string(),
        "timeout" => job.limit().to_string(),
        "jitter" => job.jitter.to_string(),
        "overlap" if job.skips => "skip".to_owned(),
        _ => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use crate::start::overrides::wanted::of_environment;

    fn applied(variables: &[(&str, &str)]) -> (JobSpec, Vec<Override>, Vec<StartFault>, usize) {
        let environment = Environment::of(variables.iter().copied());
        let wanted = of_environment(&environment).collect();
        let (mut job, mut faults) = (JobSpec::new("cleanup"), Vec::new());
        let (rest, overrides) = apply(&mut [&mut job], wanted, &mut faults);
        (job, overrides, faults, rest.len())
    }

    #[test]
    fn an_operator_states_how_often_and_how_long() {
        let (job, overrides, faults, rest) = applied(&[
            ("HARDPOINT_CLEANUP_EVERY", "30m"),
            ("HARDPOINT_CLEANUP_TIMEOUT", "5m"),
            ("HARDPOINT_ORDER_TIMEOUT", "5s"),
        ]);
        assert_eq!((faults.len(), rest), (0, 1));
        assert_eq!(job.every.to_string(), "30m");
        let told: Vec<(&str, &str, &str)> = overrides
            .iter()
            .map(|one| (one.option, &*one.from, &*one.to))
            .collect();
        assert_eq!(told, [("every", "1h", "30m"), ("timeout", "10m", "5m")]);
    }

    #[test]
    fn what_cannot_be_read_or_is_for_the_code_is_a_fault() {
        let (job, _, faults, _) = applied(&[
            ("HARDPOINT_CLEANUP_EVERY", "0s"),
            ("HARDPOINT_CLEANUP_PER", "instance"),
        ]);
        assert_eq!(job, JobSpec::new("cleanup"));
        let rules: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
        assert_eq!(
            rules,
            [
                "an_override_can_be_read",
                "an_override_changes_how_and_not_what"
            ]
        );
        assert_eq!(faults[0].help, "write `1s` or more");
    }

    #[test]
    fn a_near_spelling_is_offered() {
        let environment = Environment::of([("HARDPOINT_CLEANUP_EVRY", "1h")]);
        let one = of_environment(&environment).next().unwrap();
        let help = near(&one, &[&JobSpec::new("cleanup")]).unwrap();
        assert_eq!(help, "write `HARDPOINT_CLEANUP_EVERY`, or remove it");
    }
}
