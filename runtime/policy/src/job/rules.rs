//! The rules between the options of a job.

use super::JobSpec;
use crate::RuleBreach;

/// What a rule finds wrong: the option, what, and what to write instead.
type Fault = (&'static str, String, String);

/// A rule for one job.
type Check = fn(&JobSpec) -> Option<Fault>;

/// Every rule, in the order in which breaches are reported.
const CHECKS: &[(&str, Check)] = &[
    (
        "jitter_is_shorter_than_the_period",
        jitter_is_shorter_than_the_period,
    ),
    (
        "a_run_ends_before_the_next_is_due",
        a_run_ends_before_the_next_is_due,
    ),
];

/// Every rule that the job breaks; none is skipped because of another.
///
/// ```
/// use hardpoint_policy::{JobSpec, check_job};
///
/// let spec = JobSpec { timeout: Some("2h".parse()?), ..JobSpec::new("cleanup") };
/// assert_eq!(check_job(&spec)[0].rule, "a_run_ends_before_the_next_is_due");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
pub fn check_job(spec: &JobSpec) -> Vec<RuleBreach> {
    let breaches = CHECKS.iter().filter_map(|(rule, check)| {
        let (option, message, help) = check(spec)?;
        Some(RuleBreach {
            rule,
            option,
            message,
            help,
        })
    });
    breaches.collect()
}

/// The names of the rules.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

/// Two runs that are due one after another would change places.
fn jitter_is_shorter_than_the_period(spec: &JobSpec) -> Option<Fault> {
    let JobSpec { every, jitter, .. } = spec;
    if *jitter < every.0 {
        return None;
    }
    let tenth = crate::Duration::from_millis((every.0.as_millis() / 10).max(1));
    Some((
        "jitter",
        format!("`jitter` of `{jitter}` lets a run begin when the next is due, `{every}` later"),
        format!("write `jitter = \"{tenth}\"`, or a longer `every`"),
    ))
}

/// What is due while a run goes on is skipped, which whoever reads `every` should know.
fn a_run_ends_before_the_next_is_due(spec: &JobSpec) -> Option<Fault> {
    let limit = spec.timeout?.0;
    let between = spec.time_between();
    // Where the jitter is wrong, that has been said.
    if spec.skips || limit <= between || spec.jitter >= spec.every.0 {
        return None;
    }
    let with_jitter = match spec.jitter.is_zero() {
        true => String::new(),
        false => format!(", after up to `{}` of `jitter`,", spec.jitter),
    };
    Some((
        "timeout",
        format!(
            "a run of `{limit}`{with_jitter} can go on when the next is due, `{}` after it",
            spec.every
        ),
        format!(
            "write `timeout = \"{between}\"` or less, or `overlap = \"skip\"` to skip what is due while a run goes on"
        ),
    ))
}
