//! The dependencies of a service as their calls are to be guarded, and the rules that are asked of
//! them at start.

use std::collections::{HashMap, HashSet};

use hardpoint_policy::{DependencySpec, JobSpec, check_dependency, variable};

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
    jobs: &[(Entry, JobSpec)],
    dependencies: &[(SaidOfDependency, DependencySpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let mut faults = by_themselves(dependencies, effective);
    faults.extend(once_stays_once(dependencies, effective));
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

/// Where the attribute says that a call is made once, the compiler has made one that hands its
/// arguments over: there is nothing left to make another of.
fn once_stays_once(
    dependencies: &[(SaidOfDependency, DependencySpec)],
    effective: &Effective,
) -> Vec<StartFault> {
    let repeats = |spec: &DependencySpec| spec.attempts() > 1 || spec.hedge.is_some();
    let overridden = dependencies.iter().filter(|(said, spec)| {
        let stated = DependencySpec::read(said.text);
        repeats(spec) && stated.is_ok_and(|stated| stated.is_repeatable && !repeats(&stated))
    });
    let faults = overridden.map(|(_, spec)| {
        let option = if spec.attempts() > 1 {
            "retry"
        } else {
            "hedge"
        };
        StartFault {
            rule: "an_override_changes_how_and_not_what",
            endpoints: vec![spec.name.to_string()],
            option: Some(option.to_owned()),
            source: effective.source(&spec.name, Some(option)),
            message: format!(
                "the code says that `{}` is called once, and is compiled so",
                spec.name
            ),
            help: format!("write `{option}` in the attribute, or remove the override"),
        }
    });
    faults.collect()
}

/// Metrics, logs and overrides know a dependency by its name.
fn names_are_their_own(
    start: &Start<'_>,
    jobs: &[(Entry, JobSpec)],
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependency::Dependencies;
    use crate::environment::Environment;
    use crate::{Clock, Hardpoint, StartError};

    const fn said(text: &'static str) -> SaidOfDependency {
        SaidOfDependency::new(text, "shop", 10_000)
    }

    /// A service with dependencies that say this, by a clock of its own.
    fn built(
        listed: impl Into<Dependencies>,
        variables: &[(&str, &str)],
    ) -> Result<(Hardpoint, Clock), StartError> {
        let (clock, _) = Clock::manual();
        let hardpoint = Hardpoint::builder()
            .clock(clock.clone())
            .environment(Environment::of(variables.iter().copied()))
            .dependencies(listed)
            .build()?;
        Ok((hardpoint, clock))
    }

    #[track_caller]
    fn faults(
        listed: impl Into<Dependencies>,
        variables: &[(&str, &str)],
    ) -> Vec<(&'static str, String)> {
        let error = match built(listed, variables) {
            Ok(_) => panic!("it starts"),
            Err(error) => error,
        };
        let faults = error.faults().iter();
        faults.map(|one| (one.rule, one.to_string())).collect()
    }

    #[test]
    fn a_dependency_is_listed_once() {
        let stock = said("stock\n");
        assert!(built([stock], &[]).is_ok());
        let twice = Dependencies::from([stock]).and([stock]);
        let faults = faults(twice, &[]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0, "a_dependency_is_listed_once");
    }

    #[test]
    fn a_dependency_has_a_name_of_its_own() {
        assert!(built([said("charge\n"), said("refund\n")], &[]).is_ok());
        let faults = faults([said("get-stock\n"), said("get_stock\ntimeout 2s\n")], &[]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0, "a_dependency_has_a_name_of_its_own");
    }

    #[test]
    fn a_guard_is_one_for_all_who_share_it() {
        let charge = said("charge\nguard payments\nconcurrency 8\n");
        let refund = said("refund\nguard payments\nconcurrency 8\ntimeout 2s\n");
        assert!(built([charge, refund], &[]).is_ok());
        let unsaid = said("refund\nguard payments\n");
        let told = faults([charge, unsaid], &[]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, "a_guard_is_one_for_all_who_share_it");
        assert!(
            told[0].1.contains("`8`") && told[0].1.contains("`100`"),
            "{}",
            told[0].1
        );
        // What an operator states for all of them is one again, and for one of them is not.
        let all = ("HARDPOINT_PAYMENTS_CONCURRENCY", "4");
        assert!(built([charge, unsaid], &[all]).is_ok());
        let one = ("HARDPOINT_CHARGE_CONCURRENCY", "4");
        let told = faults([charge, refund], &[one]);
        assert_eq!(told[0].0, "a_guard_is_one_for_all_who_share_it");
        assert!(told[0].1.starts_with(one.0), "{}", told[0].1);
    }

    #[test]
    fn what_is_compiled_to_be_called_once_is_not_repeated_by_an_override() {
        let once = said("stock\nidempotent\nretry none because:it queues\n");
        for stated in [
            ("HARDPOINT_STOCK_RETRY", "3"),
            ("HARDPOINT_STOCK_HEDGE", "p95"),
        ] {
            let told = faults([once], &[stated]);
            assert_eq!(told.len(), 1, "{told:?}");
            assert_eq!(told[0].0, "an_override_changes_how_and_not_what");
            assert!(told[0].1.starts_with(stated.0), "{}", told[0].1);
        }
        let hedged = said("stock\nidempotent\nretry none because:it queues\nhedge 200ms\n");
        assert!(built([hedged], &[("HARDPOINT_STOCK_RETRY", "3")]).is_ok());
    }

    #[test]
    fn what_an_operator_states_is_held_to_the_rules_of_the_attribute() {
        let stock = said("stock\nidempotent\nretry 3 base:100ms max:1s\nattempt 500ms\n");
        let told = faults(
            [stock],
            &[
                ("HARDPOINT_STOCK_TIMEOUT", "1s"),
                ("HARDPOINT_STOK_TIMEOUT", "1s"),
            ],
        );
        let rules: Vec<&str> = told.iter().map(|(rule, _)| *rule).collect();
        let expected = [
            "an_override_matches_something",
            "every_attempt_ends_before_the_timeout",
        ];
        assert_eq!(rules, expected, "{told:?}");
        assert!(
            told[0].1.contains("write `HARDPOINT_STOCK_TIMEOUT`"),
            "{}",
            told[0].1
        );
        assert!(
            told[1].1.starts_with("HARDPOINT_STOCK_TIMEOUT: stock: "),
            "{}",
            told[1].1
        );
    }

    #[test]
    fn what_is_listed_is_there_before_its_first_call_as_an_operator_states_it() {
        let variables = [("HARDPOINT_STOCK_TIMEOUT", "3s")];
        let Ok((hardpoint, clock)) = built([said("stock\n"), said("prices\n")], &variables) else {
            panic!("it does not start");
        };
        let overrides = hardpoint.overrides();
        assert_eq!(overrides.len(), 1);
        assert_eq!((&*overrides[0].from, &*overrides[0].to), ("10s", "3s"));
        let seen = crate::dependency::state::all(&clock);
        let told: Vec<_> = seen
            .iter()
            .map(|one| {
                (
                    one.name().to_owned(),
                    one.brief(),
                    one.told()["members"][0]["timeout"].clone(),
                )
            })
            .collect();
        let closed = || "closed".to_owned();
        let expected = [
            ("prices".to_owned(), closed(), "10s".into()),
            ("stock".to_owned(), closed(), "3s".into()),
        ];
        assert_eq!(told, expected);
    }
}
